"""A resident's own matters; the portal includes them in its `me` namespace."""

from django.urls import path

from legal_services.views import own_matters

urlpatterns = [
    path("", own_matters.home, name="matters"),
    path("files/<uuid:document>/", own_matters.document, name="matter-file"),
]
