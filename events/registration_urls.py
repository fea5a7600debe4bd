from django.urls import path

from events.views import registration

app_name = "registrations"
urlpatterns = [
    path("<str:reference>/", registration.detail, name="detail"),
    path("<str:reference>/accept/", registration.accept, name="accept"),
    path("<str:reference>/decline/", registration.decline, name="decline"),
    path("<str:reference>/reduce/", registration.reduce, name="reduce"),
    path("<str:reference>/cancel/", registration.cancel, name="cancel"),
    path("<str:reference>/calendar.ics", registration.calendar_file, name="calendar"),
]
