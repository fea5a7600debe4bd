"""Applying to settle, and those who act for an institution."""

from django.urls import path

from institutions.views import applying, applying_documents, applying_tasks, people

PLACE = "applications/<str:reference>/"
urlpatterns = [
    path("apply/", applying.start, name="apply"),
    path(PLACE, applying.application, name="application"),
    path(f"{PLACE}check/", applying.check, name="application_check"),
    path(f"{PLACE}withdraw/", applying.withdraw, name="application_withdraw"),
    path(f"{PLACE}answer/", applying.answer, name="application_answer"),
    path(f"{PLACE}documents/", applying_documents.documents, name="application_documents"),
    path(f"{PLACE}documents/<slug:kind>/add/", applying_documents.add, name="application_document_add"),
    path(f"{PLACE}documents/<uuid:document>/remove/", applying_documents.remove, name="application_document_remove"),
    path(f"{PLACE}documents/<uuid:document>/", applying_documents.open_document, name="application_document"),
    path(f"{PLACE}<slug:task>/", applying_tasks.task, name="application_task"),
    path("invited/", people.invitation, name="invitation"),
    path("invited/<str:secret>/", people.invited, name="invited"),
    path("ours/<slug:slug>/people/", people.people, name="people"),
    path("ours/<slug:slug>/people/change/", people.change, name="people_change"),
    path("ours/<slug:slug>/people/revoke/", people.revoke, name="people_revoke"),
]
