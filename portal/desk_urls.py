"""The staff side."""

from typing import Any

app_name = "desk"
urlpatterns: list[Any] = []
