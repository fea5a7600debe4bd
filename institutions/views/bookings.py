"""A booking of one's institution: when and where, how to get in, and what can be done about it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from institutions.models import Booking
from institutions.services.bookings import acts_as_staff

RELATED = ("space__area__venue", "space__resource", "institution", "series", "allowance", "booked_by", "reservation")


def find_booking(request: AuthenticatedRequest, reference: str) -> Booking:
    """The booking, if the person may see it; else it does not exist."""
    return get_object_or_404(Booking.objects.visible_to(request.user).select_related(*RELATED), reference=reference)


@require_safe
@signed_in
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The confirmation that one comes back to."""
    booking = find_booking(request, reference)
    shown = {
        "booking": booking,
        "venue": booking.space.area.venue,
        "at": timezone.now(),
        "by_staff": acts_as_staff(request.user, booking.institution),
    }
    return render(request, "institutions/spaces/booking.html", shown)
