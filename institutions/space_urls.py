"""Rooms, desks and halls: finding and booking them."""

from django.urls import URLPattern

app_name = "spaces"
urlpatterns: list[URLPattern] = []
