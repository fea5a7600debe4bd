from django.urls import path

from legal_services.views import booking, booking_details

urlpatterns = [
    path("book/", booking.start, name="book"),
    path("book/need/", booking.need, name="book_need"),
    path("book/way/", booking.way, name="book_way"),
    path("book/time/", booking.time, name="book_time"),
    path("book/details/", booking_details.details, name="book_details"),
    path("book/narrative/", booking_details.narrative, name="book_narrative"),
    path("book/check/", booking_details.check, name="book_check"),
]
