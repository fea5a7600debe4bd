"""Where the messages of the review lead to."""

from django.urls import reverse

from institutions.models import Application, Institution


def page_of_application(application: Application) -> str:
    """The institution's own page of its application."""
    return reverse("institutions:application", args=[application.reference])


def page_of_review(application: Application) -> str:
    """The officers' page of the application."""
    return reverse("institutions-desk:application", args=[application.reference])


def page_of_institution(institution: Institution) -> str:
    """The officers' page of an institution: who acts for it."""
    return reverse("institutions-desk:institution", args=[institution.slug])


def own_queue() -> str:
    """The officers' queue, narrowed to the applications of whoever opens it."""
    return f"{reverse('institutions-desk:queue')}?owner=me"
