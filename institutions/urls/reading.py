"""What everybody reads: the living room, the core and its parks, and the directory."""

from django.urls import path

from institutions.views import directory, reading

urlpatterns = [
    path("", reading.index, name="index"),
    path("directory/", directory.directory, name="directory"),
]
last_urlpatterns = [path("<slug:slug>/", directory.detail, name="detail")]
"""Those that take any institution's slug."""
