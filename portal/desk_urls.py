"""The staff side: each app's part under a namespace of its own (`messages-desk:list`)."""

from django.urls import include, path

from portal import desk

desk_home = [path("", desk.home, name="home")]

urlpatterns = [
    path("", include((desk_home, "desk"))),
    path("events/", include("events.desk_urls")),
    path("proposals/", include("events.proposal_desk_urls")),
    path("communities/", include("communities.desk_urls")),
    path("legal/", include("legal_services.desk_urls")),
    path("institutions/", include("institutions.desk_urls")),
    path("messages/", include("commons.notifications.desk_urls")),
]
