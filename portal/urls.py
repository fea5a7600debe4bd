"""All URLs. Those under a language prefix are pages for people; the rest is for machines and staff tools."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from commons.accounts import views as accounts
from commons.pictures import views as pictures
from institutions.views import feeds
from portal import health, views

urlpatterns = [
    path("", views.choose_language, name="choose-language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("feeds/spaces/<str:secret>.ics", feeds.space_file, name="space-feed"),
    path("feeds/institutions/<str:secret>.ics", feeds.institution_file, name="institution-feed"),
    path("media/<path:path>", pictures.media, name="media"),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("communities/", include("communities.urls")),
    path("notices/", include("communities.notice_urls")),
    path("events/", include("events.urls")),
    path("registrations/", include("events.registration_urls")),
    path("legal/", include("legal_services.urls")),
    path("institutions/", include("institutions.urls")),
    path("spaces/", include("institutions.space_urls")),
    path("me/", include("portal.me_urls")),
    path("privacy/", include("commons.accounts.urls")),
    path("desk/", include("portal.desk_urls")),
    path("accounts/password/reset/", accounts.AskForNewPassword.as_view(), name="account_reset_password"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("accounts/sessions/", accounts.devices, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
)

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"
