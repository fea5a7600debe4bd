"""Contracts, from the draft to the last day."""

from django.urls import path

from institutions.desk import contract_acts, contracts

urlpatterns = [
    path("contracts/", contracts.contract_list, name="contracts"),
    path("contracts/draft/<str:reference>/", contract_acts.draft, name="contract_draft"),
    path("contracts/<str:reference>/", contracts.contract, name="contract"),
    path("contracts/<str:reference>/edit/", contract_acts.edit, name="contract_edit"),
    path("contracts/<str:reference>/renew/", contract_acts.renew, name="contract_renew"),
    path("contracts/<str:reference>/<slug:act>/", contract_acts.act, name="contract_act"),
]
