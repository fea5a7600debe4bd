"""People, matters, and what stands between them."""

from django.urls import path

from legal_services.desk import conflicts, duplicates, matter_acts, matter_texts, matters, people

urlpatterns = [
    path("people/", people.person_list, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/duplicates/", duplicates.duplicates, name="duplicates"),
    path("people/<slug:reference>/", people.person, name="person"),
    path("people/<slug:reference>/edit/", people.edit, name="person_edit"),
    path("people/<slug:reference>/merge/", duplicates.merge, name="person_merge"),
    path("people/<slug:reference>/unmerge/", duplicates.unmerge, name="person_unmerge"),
    path("people/<slug:reference>/apart/", duplicates.tell_apart, name="person_apart"),
    path("conflicts/", conflicts.waiting, name="conflicts"),
    path("matters/", matters.matter_list, name="matters"),
    path("matters/new/", matters.new, name="matter_new"),
    path("matters/new/client/", matters.add_client, name="matter_add_client"),
    path("matters/<slug:reference>/", matters.matter, name="matter"),
    path("matters/<slug:reference>/people/", matter_acts.role, name="matter_role"),
    path("matters/<slug:reference>/hand-over/", matter_acts.hand_over, name="matter_hand_over"),
    path("matters/<slug:reference>/interpreter/", matter_acts.interpreter, name="matter_interpreter"),
    path("matters/<slug:reference>/close/", matter_acts.close, name="matter_close"),
    path("matters/<slug:reference>/reopen/", matter_acts.reopen, name="matter_reopen"),
    path("matters/<slug:reference>/conflicts/", conflicts.conflict, name="matter_conflicts"),
    path("matters/<slug:reference>/conflicts/ask/", conflicts.ask, name="conflict_ask"),
    path("matters/<slug:reference>/conflicts/decide/", conflicts.decide, name="conflict_decide"),
    path("matters/<slug:reference>/notes/", matter_texts.notes, name="matter_notes"),
    path("matters/<slug:reference>/notes/add/", matter_texts.add_note, name="matter_note_add"),
    path("matters/<slug:reference>/documents/add/", matter_texts.add_document, name="matter_document_add"),
    path("matters/<slug:reference>/documents/<uuid:document>/", matter_texts.document, name="matter_document"),
]
