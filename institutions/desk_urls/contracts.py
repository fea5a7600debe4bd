"""Contracts, from the draft to the last day."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
