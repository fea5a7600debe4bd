"""Enquiries about goods, and the showcase."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
