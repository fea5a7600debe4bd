from django.urls import path

from legal_services.desk import booking

urlpatterns = [
    path("book/", booking.book, name="book"),
]
