"""The pages around institutions, on the sample data, by who opens them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from commons.lib.dates import day_in_beijing
from commons.scheduling.models import DatedException
from commons.scheduling.spans import Span
from institutions.models import Application, Booking, Contract, Institution, Space
from tests.institutions.making import make_booking


def visitor_paths() -> Iterator[str]:
    """What everybody reads."""
    yield from ("institutions/", "institutions/directory/", "institutions/directory/?country=KR&q=zzzz")
    listed = Institution.objects.listed().exclude(shows=[])[0]
    yield f"institutions/{listed.slug}/"


def institution_paths() -> Iterator[str]:
    """The room of the institution whose representative signs in, with its contract and bookings."""
    own = Institution.objects.settled().get(members__user__email="institution@example.org")
    room = f"institutions/ours/{own.slug}/"
    yield from (room, f"{room}profile/", f"{room}picture/", f"{room}directory/")
    contract = own.contracts.in_force().get()
    yield from (f"institutions/contracts/{contract.reference}/{page}" for page in ("", "text/"))
    yield from booking_paths(own)


def booking_paths(own: Institution) -> Iterator[str]:
    """Booking a space; a booking that is to be checked in, and one to change. `test_week_browser` has the rest."""
    now = booking_now(own)
    coming = Booking.objects.coming(timezone.now()).filter(institution=own).exclude(pk=now.pk).latest("starts_at")
    yield from ("spaces/bookings/", f"spaces/{coming.space.slug}/book/", f"spaces/bookings/{now.reference}/")
    yield from (f"spaces/bookings/{coming.reference}/{act}/" for act in ("change", "cancel"))


def booking_now(own: Institution) -> Booking:
    """A booking that has just begun, made once; where nobody else has one today."""
    begun = timezone.now().replace(minute=0, second=0, microsecond=0)
    space = Space.objects.bookable().exclude(bookings__starts_at__date=day_in_beijing(begun)).order_by("-capacity")[0]
    title = "Begun"
    return own.bookings.filter(title=title).first() or make_booking(
        space, own, title=title, starts_at=begun, minutes=120
    )


def officer_paths() -> Iterator[str]:
    """The desk of contracts, of institutions and of spaces, seen by the officer who may countersign."""
    contracts = "desk/institutions/contracts/"
    yield from (f"{contracts}?tab={tab}" for tab in ("to-draft", "in-force"))
    approved = Application.objects.filter(state="approved", contracts=None)[0]
    yield f"{contracts}draft/{approved.reference}/"
    signed, drafted = (Contract.objects.filter(state=state)[0].reference for state in ("signed", "drafted"))
    yield from (f"{contracts}{signed}/", f"{contracts}{signed}/countersign/", f"{contracts}{drafted}/edit/")
    in_force = Contract.objects.filter(state="active")[0].reference
    yield from (f"{contracts}{in_force}/", f"{contracts}{in_force}/renew/", f"{contracts}{in_force}/terminate/")
    directory = "desk/institutions/directory/"
    yield from (directory, f"{directory}?tab=all", f"{directory}{Institution.objects.settled()[0].slug}/")
    yield from space_paths()


def space_paths() -> Iterator[str]:
    """The desk of spaces: what there is, who has booked today, booking for others, hours, and a closed time."""
    spaces = "desk/institutions/spaces/"
    space = Space.objects.bookable().order_by("position", "slug")[0]
    far = Span.of_day(day_in_beijing(timezone.now()) + timedelta(days=300))
    DatedException.objects.get_or_create(
        resource=space.resource, reason="Painting", defaults={"during": far.stored, "created_at": timezone.now()}
    )
    booking_now(Institution.objects.settled().get(members__user__email="institution@example.org"))
    yield from (spaces, f"{spaces}bookings/", f"{spaces}bookings/book/?space={space.pk}")
    yield from (f"{spaces}{space.slug}/{act}" for act in ("", "hours/", "closings/"))
