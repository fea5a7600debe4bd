"""The addresses of an institution's calendar."""

from django.urls import path

from institutions.views import feeds

urlpatterns = [
    path("ours/<slug:slug>/calendar/", feeds.of_institution, name="feeds"),
    path("ours/<slug:slug>/calendar/<int:feed>/revoke/", feeds.revoke_own, name="feed_revoke"),
]
