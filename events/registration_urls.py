from django.urls import path

from events.views import registration

app_name = "registrations"
urlpatterns = [
    path("<slug:reference>/", registration.detail, name="detail"),
    path("<slug:reference>/accept/", registration.accept, name="accept"),
    path("<slug:reference>/decline/", registration.decline, name="decline"),
    path("<slug:reference>/reduce/", registration.reduce, name="reduce"),
    path("<slug:reference>/cancel/", registration.cancel, name="cancel"),
    path("<slug:reference>/calendar.ics", registration.calendar_file, name="calendar"),
]
