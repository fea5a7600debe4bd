from django.urls import path

from events.views import catalogue, detail, proposals, register

app_name = "events"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.new, name="propose"),
    path("proposals/<slug:reference>/", proposals.proposal, name="proposal"),
    path("proposals/<slug:reference>/edit/", proposals.edit, name="proposal_edit"),
    path("proposals/<slug:reference>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("proposals/<slug:reference>/cancel/", proposals.call_off, name="proposal_call_off"),
    path("<slug:slug>/", detail.detail, name="detail"),
    path("<slug:slug>/register/", register.register, name="register"),
    path("<slug:slug>/calendar.ics", detail.calendar_file, name="calendar"),
]
