from django.urls import path

from legal_services.desk import notarial, notarial_acts

urlpatterns = [
    path("notarial/", notarial.case_list, name="notarial_list"),
    path("notarial/new/", notarial.new, name="notarial_new"),
    path("notarial/<slug:reference>/", notarial.case, name="notarial"),
    path("notarial/<slug:reference>/papers/", notarial.papers, name="notarial_papers"),
    path("notarial/<slug:reference>/<slug:act>/", notarial_acts.act, name="notarial_act"),
]
