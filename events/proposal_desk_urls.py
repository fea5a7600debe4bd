from django.urls import path

from events.desk import proposals

app_name = "proposals-desk"
urlpatterns = [
    path("", proposals.proposal_list, name="list"),
    path("<slug:reference>/", proposals.proposal, name="proposal"),
    path("<slug:reference>/approve/", proposals.approve, name="approve"),
    path("<slug:reference>/decline/", proposals.decline, name="decline"),
    path("<slug:reference>/cancel/", proposals.call_off, name="call_off"),
]
