"""Advisers and interpreters: their calendars, hours and own work; and who works here."""

from django.urls import path

from legal_services.desk import calendar, opening, own_work, rebooking

urlpatterns = [
    path("own/", own_work.home, name="own_work"),
    path("calendar/", calendar.own, name="calendar"),
    path("practitioners/<int:practitioner>/", calendar.of_practitioner, name="practitioner_calendar"),
    path("practitioners/<int:practitioner>/hours/", opening.hours, name="practitioner_hours"),
    path("practitioners/<int:practitioner>/exceptions/new/", opening.new_exception, name="exception_new"),
    path(
        "practitioners/<int:practitioner>/exceptions/<int:exception>/remove/",
        opening.remove_exception, name="exception_remove",
    ),
    path("practitioners/<int:practitioner>/touched/", rebooking.of_practitioner, name="touched"),
]  # fmt: skip
