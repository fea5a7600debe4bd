"""What clients are told by people rather than by messages: telephone calls, and where a video call takes place."""

from django.urls import path

from legal_services.desk import calls, video_links

urlpatterns = [
    path("calls/", calls.call_list, name="calls"),
    path("calls/<uuid:call>/", calls.settle, name="call"),
    path("video/", video_links.without_link, name="video_links"),
    path("appointments/<slug:reference>/video/", video_links.of_appointment, name="appointment_video"),
    path("practitioners/<int:practitioner>/video/", video_links.of_practitioner, name="practitioner_video"),
]
