"""What institutions and residents open. Addresses with a word of their own come before those that take any slug."""

from institutions.urls import applying, calendars, goods, ours, reading

app_name = "institutions"
urlpatterns = [
    *reading.urlpatterns,
    *applying.urlpatterns,
    *ours.urlpatterns,
    *calendars.urlpatterns,
    *goods.urlpatterns,
    *reading.last_urlpatterns,
]
