"""An institution's own room: contract, profile and what is next."""

from django.urls import path

from institutions.views import contracts, ours, profile

CONTRACT = "contracts/<str:reference>/"
OURS = "ours/<slug:slug>/"
urlpatterns = [
    path(CONTRACT, contracts.contract, name="contract"),
    path(f"{CONTRACT}text/", contracts.text, name="contract_text"),
    path(f"{CONTRACT}sign/", contracts.sign, name="contract_sign"),
    path(f"{CONTRACT}drop/", contracts.drop, name="contract_drop"),
    path(f"{CONTRACT}copies/<slug:side>/", contracts.copy, name="contract_copy"),
    path("ours/", ours.ours, name="ours"),
    path(OURS, ours.room, name="room"),
    path(f"{OURS}profile/", profile.profile, name="profile"),
    path(f"{OURS}picture/", profile.picture, name="picture"),
    path(f"{OURS}picture/remove/", profile.remove_picture, name="remove_picture"),
    path(f"{OURS}directory/", profile.consents, name="consents"),
]
