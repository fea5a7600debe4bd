"""The templates of letters. They stand among the applications, and come before any reference."""

from django.urls import path

from institutions.desk import letters

urlpatterns = [
    path("applications/letters/", letters.template_list, name="letter_templates"),
    path("applications/letters/add/", letters.template_add, name="letter_template_add"),
    path("applications/letters/<slug:slug>/", letters.template, name="letter_template"),
]
