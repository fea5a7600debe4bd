"""Applying to settle, and those who act for an institution."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
