"""An institution's own room: contract, profile and what is next."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
