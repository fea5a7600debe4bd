"""Where the messages of the review lead to."""

from django.urls import reverse

from institutions.models import Application


def page_of_application(application: Application) -> str:
    """The institution's own page of its application."""
    return reverse("institutions:application", args=[application.reference])


def page_of_review(application: Application) -> str:
    """The officers' page of the application."""
    return reverse("institutions-desk:application", args=[application.reference])
