from django.urls import path

from events.views import catalogue, detail, register

app_name = "events"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("<slug:slug>/", detail.detail, name="detail"),
    path("<slug:slug>/register/", register.register, name="register"),
    path("<slug:slug>/calendar.ics", detail.calendar_file, name="calendar"),
]
