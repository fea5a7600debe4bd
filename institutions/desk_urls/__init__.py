"""The officers' desk, one list of addresses for each part of the work."""

from institutions.desk_urls import calendars, contracts, goods, letters, people, review, spaces

app_name = "institutions-desk"
urlpatterns = [
    *letters.urlpatterns,
    *people.urlpatterns,
    *review.urlpatterns,
    *contracts.urlpatterns,
    *calendars.urlpatterns,
    *spaces.urlpatterns,
    *goods.urlpatterns,
]
