"""Who is there when, how much is asked of whom, and who works here."""

from django.urls import path

from legal_services.desk import availability, rebooking, staffing

urlpatterns = [
    path("availability/", availability.week, name="availability"),
    path("availability/load/", availability.load, name="availability_load"),
    path("availability/closed/", rebooking.of_everybody, name="closed_times"),
    path("practitioners/", staffing.practitioners, name="practitioners"),
    path("practitioners/new/", staffing.new, name="practitioner_new"),
    path("practitioners/<int:practitioner>/edit/", staffing.edit, name="practitioner_edit"),
    path("practitioners/<int:practitioner>/deactivate/", staffing.deactivate, name="practitioner_deactivate"),
    path("practitioners/<int:practitioner>/reactivate/", staffing.reactivate, name="practitioner_reactivate"),
]
