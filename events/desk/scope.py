"""What a member of staff may open."""

from django.shortcuts import get_object_or_404

from commons.accounts.access import AuthenticatedRequest
from events.models import Event, Registration


def event_or_404(request: AuthenticatedRequest, reference: str) -> Event:
    """The activity with this reference, if it is one of the person's communities."""
    staffed = Event.objects.staffed_by(request.user).for_pages()
    return get_object_or_404(staffed, reference=reference)


def registration_or_404(request: AuthenticatedRequest, reference: str, registration: str) -> Registration:
    """The registration of such an activity."""
    staffed = Registration.objects.staffed_by(request.user).select_related("event__community", "resident")
    return get_object_or_404(staffed.with_position(), event__reference=reference, reference=registration)
