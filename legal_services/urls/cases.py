from django.urls import path

from legal_services.views import case_doors, mediation, mediation_links, notarial

urlpatterns = [
    path("cases/<slug:reference>/", case_doors.case, name="case"),
    path("notarial/<slug:reference>/", notarial.case, name="notarial_case"),
    path("cases/link/<str:secret>/", mediation_links.open_link, name="mediation_link"),
    path("mediations/<slug:reference>/", mediation.detail, name="mediation"),
    path("mediations/<slug:reference>/refuse/", mediation.refuse, name="mediation_refuse"),
    path("mediations/<slug:reference>/answer/", mediation.answer, name="mediation_answer"),
    path("mediations/<slug:reference>/note/", mediation.write, name="mediation_note"),
    path("mediations/<slug:reference>/confirmation/", mediation.confirmation, name="mediation_confirmation"),
]
