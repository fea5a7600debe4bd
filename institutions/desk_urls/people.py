"""Institutions, and who acts for them."""

from django.urls import path

from institutions.desk import institutions

urlpatterns = [
    path("directory/", institutions.institution_list, name="institutions"),
    path("directory/<slug:slug>/", institutions.institution, name="institution"),
    path(
        "directory/<slug:slug>/invitations/<int:invitation>/withdraw/", institutions.withdraw_invitation,
        name="invitation_withdraw",
    ),
]  # fmt: skip
