"""What everybody reads: the living room, the core and its parks, and the directory."""

from django.urls import URLPattern, path

from institutions.views import reading

urlpatterns = [path("", reading.index, name="index")]
last_urlpatterns: list[URLPattern] = []
"""Those that take any institution's slug."""
