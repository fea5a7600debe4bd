from typing import Any

app_name = "institutions"
urlpatterns: list[Any] = []
