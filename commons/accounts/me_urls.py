"""The person's pages about their account; the portal includes them in its `me` namespace."""

from django.urls import path

from commons.accounts import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/withdraw/", views.withdraw_consent, name="withdraw-consent"),
    path("privacy/consent/", views.give_consent, name="give-consent"),
    path("privacy/export/", views.export, name="export"),
    path("privacy/erase/", views.erase, name="erase"),
]
