"""The service centre for goods: enquiries and the showcase."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
