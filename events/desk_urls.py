from django.urls import path

from events.desk import chosen, editing, listing, publishing, registrations, seating

app_name = "events-desk"
urlpatterns = [
    path("", listing.event_list, name="list"),
    path("new/", editing.new, name="new"),
    path("<slug:reference>/", listing.event, name="event"),
    path("<slug:reference>/numbers/", listing.numbers, name="numbers"),
    path("<slug:reference>/edit/", editing.edit, name="edit"),
    path("<slug:reference>/copy/", editing.copy, name="copy"),
    path("<slug:reference>/preview/", editing.preview, name="preview"),
    path("<slug:reference>/picture/", editing.picture, name="picture"),
    path("<slug:reference>/picture/remove/", editing.remove_picture, name="remove_picture"),
    path("<slug:reference>/publish/", publishing.publish, name="publish"),
    path("<slug:reference>/unpublish/", publishing.unpublish, name="unpublish"),
    path("<slug:reference>/places/", publishing.capacity, name="capacity"),
    path("<slug:reference>/cancel/", publishing.call_off, name="call_off"),
    path("<slug:reference>/registrations/", registrations.registrations, name="registrations"),
    path("<slug:reference>/registrations/export/", registrations.export, name="export"),
    path("<slug:reference>/registrations/cancel/", chosen.remove, name="remove"),
    path("<slug:reference>/registrations/<slug:registration>/", registrations.registration, name="registration"),
    path("<slug:reference>/registrations/<slug:registration>/seat/", seating.seat, name="seat"),
]
