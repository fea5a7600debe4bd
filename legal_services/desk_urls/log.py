from django.urls import path

from legal_services.desk import clients, log, records

urlpatterns = [
    path("records/", records.records, name="records"),
    path("records/new/", log.begin, name="log"),
    path("records/new/find/", clients.find, name="find-client"),
    path("records/new/<uuid:submission>/", log.entry, name="log-entry"),
    path("records/new/<uuid:submission>/client/", log.client, name="log-client"),
    path("records/new/<uuid:submission>/draft/", log.draft, name="log-draft"),
    path("records/new/<uuid:submission>/discard/", log.discard, name="discard-draft"),
    path("records/<slug:reference>/", records.record, name="record"),
    path("records/<slug:reference>/void/", records.void, name="void-record"),
    path("records/<slug:reference>/followed-up/", records.follow_up, name="follow-up-record"),
]
