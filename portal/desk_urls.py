"""The staff side: each app's part under a namespace of its own (`messages-desk:list`)."""

from django.urls import include, path

urlpatterns = [
    path("messages/", include("commons.notifications.desk_urls")),
]
