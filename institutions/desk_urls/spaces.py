"""Rooms, desks and halls, and who has booked them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
