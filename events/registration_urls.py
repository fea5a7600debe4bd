from typing import Any

app_name = "registrations"
urlpatterns: list[Any] = []
