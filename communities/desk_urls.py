from django.urls import path

from communities.desk import communities, notices, staff, venues

app_name = "communities-desk"
urlpatterns = [
    path("", communities.community_list, name="list"),
    path("notices/<slug:reference>/", notices.notice, name="notice"),
    path("notices/<slug:reference>/edit/", notices.edit_notice, name="edit_notice"),
    path("notices/<slug:reference>/take-down/", notices.take_down, name="take_down"),
    path("notices/<slug:reference>/discard/", notices.discard, name="discard_notice"),
    path("venues/<slug:slug>/", venues.edit_venue, name="edit_venue"),
    path("<slug:slug>/", communities.community, name="detail"),
    path("<slug:slug>/texts/", communities.edit_community, name="edit"),
    path("<slug:slug>/picture/", communities.picture, name="picture"),
    path("<slug:slug>/picture/remove/", communities.remove_picture, name="remove_picture"),
    path("<slug:slug>/new-notice/", notices.new_notice, name="new_notice"),
    path("<slug:slug>/new-venue/", venues.new_venue, name="new_venue"),
    path("<slug:slug>/staff/", staff.staff, name="staff"),
    path("<slug:slug>/staff/describe/", staff.describe, name="describe_staff"),
    path("<slug:slug>/staff/dismiss/", staff.dismiss, name="dismiss_staff"),
]
