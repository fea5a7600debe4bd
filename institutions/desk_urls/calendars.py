"""The addresses of the calendars of spaces."""

from django.urls import path

from institutions.views import feeds

urlpatterns = [
    path("spaces/<slug:slug>/calendar/", feeds.of_space, name="space_feeds"),
    path("spaces/<slug:slug>/calendar/<int:feed>/revoke/", feeds.revoke_of_space, name="space_feed_revoke"),
]
