from django.urls import path

from legal_services.views import appointment_links, appointments

urlpatterns = [
    path("appointments/link/<str:secret>/", appointment_links.open_link, name="appointment_link"),
    path("appointments/<slug:reference>/", appointments.detail, name="appointment"),
    path("appointments/<slug:reference>/calendar.ics", appointments.calendar_file, name="appointment_calendar"),
]
