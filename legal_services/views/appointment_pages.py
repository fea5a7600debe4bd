"""Addresses of the things that belong to a client's appointment."""

from django.urls import reverse

from commons.documents.models import Document
from legal_services.models import Appointment


def file_address(appointment: Appointment, document: Document) -> str:
    """Where a file that was handed in is opened."""
    return reverse("legal:appointment_file", args=[appointment.reference, document.pk])


def removal_address(appointment: Appointment, document: Document) -> str:
    """Where it is taken back."""
    return reverse("legal:appointment_file_remove", args=[appointment.reference, document.pk])
