from django.urls import path

from communities import views

app_name = "communities"
urlpatterns = [
    path("", views.community_list, name="list"),
    path("venues/<slug:slug>/", views.venue, name="venue"),
    path("venues/<slug:slug>/taxi/", views.taxi_card, name="taxi_card"),
    path("<slug:slug>/", views.community_detail, name="detail"),
]
