"""A person's own pages."""

from django.urls import include, path

from portal import me

app_name = "me"
urlpatterns = [
    path("", me.home, name="home"),
    path("matters/", include("legal_services.me_urls")),
    path("messages/", include("commons.notifications.me_urls")),
    path("", include("commons.accounts.me_urls")),
]
