from typing import Any

app_name = "communities"
urlpatterns: list[Any] = []
