from django.urls import path

from legal_services.views import appointment_files, appointment_links, appointment_times, appointments

urlpatterns = [
    path("appointments/find/", appointment_links.find, name="appointment_find"),
    path("appointments/link/<str:secret>/", appointment_links.open_link, name="appointment_link"),
    path("appointments/<slug:reference>/", appointments.detail, name="appointment"),
    path("appointments/<slug:reference>/calendar.ics", appointments.calendar_file, name="appointment_calendar"),
    path("appointments/<slug:reference>/move/", appointment_times.move, name="appointment_move"),
    path("appointments/<slug:reference>/cancel/", appointments.cancel, name="appointment_cancel"),
    path("appointments/<slug:reference>/earlier/", appointment_times.ask_earlier, name="appointment_earlier"),
    path("appointments/<slug:reference>/offer/", appointment_times.offer, name="appointment_offer"),
    path("appointments/<slug:reference>/narrative/", appointments.forget_narrative, name="appointment_narrative"),
    path("appointments/<slug:reference>/files/", appointment_files.add, name="appointment_files"),
    path("appointments/<slug:reference>/files/<uuid:document>/", appointment_files.open_file, name="appointment_file"),
    path(
        "appointments/<slug:reference>/files/<uuid:document>/remove/",
        appointment_files.remove,
        name="appointment_file_remove",
    ),
]
