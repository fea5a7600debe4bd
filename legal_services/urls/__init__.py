"""What residents open. Addresses with a word of their own come before the one that takes any service's."""

from legal_services.urls import appointments, booking, cases, reading

app_name = "legal"
urlpatterns = [*booking.urlpatterns, *appointments.urlpatterns, *cases.urlpatterns, *reading.urlpatterns]
