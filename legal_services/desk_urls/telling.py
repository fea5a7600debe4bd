"""What clients are told by people rather than by messages: telephone calls, where a video call takes place,
and how they are reached."""

from django.urls import path

from legal_services.desk import calls, contact, video_links

urlpatterns = [
    path("calls/", calls.call_list, name="calls"),
    path("calls/<uuid:call>/", calls.settle, name="call"),
    path("video/", video_links.without_link, name="video_links"),
    path("appointments/<slug:reference>/video/", video_links.of_appointment, name="appointment_video"),
    path("appointments/<slug:reference>/contact/", contact.correct, name="appointment_contact"),
    path("practitioners/<int:practitioner>/video/", video_links.of_practitioner, name="practitioner_video"),
]
