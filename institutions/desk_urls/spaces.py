"""Rooms, desks and halls, and who has booked them."""

from django.urls import path

from institutions.desk import bookings, spaces

urlpatterns = [
    path("spaces/", spaces.space_list, name="spaces"),
    path("spaces/bookings/", bookings.day, name="bookings"),
    path("spaces/bookings/book/", bookings.book, name="space_book"),
    path("spaces/add/", spaces.space_add, name="space_add"),
    path("spaces/<slug:slug>/", spaces.space, name="space"),
    path("spaces/<slug:slug>/hours/", spaces.hours, name="space_hours"),
    path("spaces/<slug:slug>/picture/", spaces.picture, name="space_picture"),
    path("spaces/<slug:slug>/closings/", spaces.closings, name="space_closings"),
    path("spaces/<slug:slug>/closings/<int:closing>/reopen/", spaces.reopen, name="space_reopen"),
]
