"""Rooms, desks and halls: finding and booking them. Addresses with a word of their own come before any slug."""

from django.urls import path

from institutions.views import booking_spaces, bookings, series, spaces, week

app_name = "spaces"
urlpatterns = [
    path("", spaces.find, name="find"),
    path("week/", week.week, name="week"),
    path("bookings/", bookings.bookings_of_mine, name="bookings"),
    path("bookings/series/<str:reference>/", series.detail, name="series_detail"),
    path("bookings/series/<str:reference>/cancel/", series.cancel, name="series_cancel"),
    path("bookings/<str:reference>/", bookings.detail, name="booking"),
    path("bookings/<str:reference>/calendar.ics", bookings.calendar, name="booking_calendar"),
    path("bookings/<str:reference>/change/", bookings.change, name="booking_change"),
    path("bookings/<str:reference>/cancel/", bookings.cancel, name="booking_cancel"),
    path("bookings/<str:reference>/check-in/", bookings.check_in, name="booking_check_in"),
    path("<slug:slug>/", spaces.detail, name="detail"),
    path("<slug:slug>/series/", series.repeat, name="series"),
    path("<slug:slug>/book/", booking_spaces.book, name="book"),
]
