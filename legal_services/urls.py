from typing import Any

app_name = "legal"
urlpatterns: list[Any] = []
