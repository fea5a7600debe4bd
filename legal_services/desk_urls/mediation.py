from django.urls import path

from legal_services.desk import mediation, mediation_acts

urlpatterns = [
    path("mediations/", mediation.mediation_list, name="mediation_list"),
    path("mediations/new/", mediation.new, name="mediation_new"),
    path("mediations/<slug:reference>/", mediation.mediation, name="mediation"),
    path("mediations/<slug:reference>/notes/", mediation.notes, name="mediation_notes"),
    path("mediations/<slug:reference>/invite/", mediation_acts.invite, name="mediation_invite"),
    path("mediations/<slug:reference>/sessions/<int:session>/", mediation_acts.session, name="mediation_session"),
    path("mediations/<slug:reference>/letters/<int:party>/", mediation_acts.letter, name="mediation_letter"),
    path("mediations/<slug:reference>/<slug:act>/", mediation_acts.act, name="mediation_act"),
]
