"""The desk of the legal service area, one list of addresses for each part of the work."""

from legal_services.desk_urls import (
    access_log,
    advisers,
    availability,
    booking,
    counter,
    figures,
    log,
    mediation,
    notarial,
    people,
    telling,
)

app_name = "legal-desk"
urlpatterns = [
    *counter.urlpatterns,
    *booking.urlpatterns,
    *telling.urlpatterns,
    *log.urlpatterns,
    *people.urlpatterns,
    *advisers.urlpatterns,
    *availability.urlpatterns,
    *notarial.urlpatterns,
    *mediation.urlpatterns,
    *figures.urlpatterns,
    *access_log.urlpatterns,
]
