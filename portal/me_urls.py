"""A person's own pages."""

from typing import Any

app_name = "me"
urlpatterns: list[Any] = []
