"""Rooms, desks and halls: finding and booking them. Addresses with a word of their own come before any slug."""

from django.urls import path

from institutions.views import bookings, spaces

app_name = "spaces"
urlpatterns = [
    path("bookings/<str:reference>/", bookings.detail, name="booking"),
    path("<slug:slug>/", spaces.detail, name="detail"),
]
