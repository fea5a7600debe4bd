"""Spaces are added, described, given hours, and closed for maintenance; those whom a closing touches are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from commons.lib.page_cache import touch_public_pages
from commons.pictures.models import Picture
from commons.pictures.services import add_picture, describe_picture, discard_picture
from commons.scheduling import services as scheduling
from commons.scheduling.models import DatedException, Reservation, Resource
from commons.scheduling.services import Hours
from commons.scheduling.spans import Span
from commons.translations.services import Changes, record_edit
from institutions.models import Booking, Space
from institutions.querysets import BookingQuerySet
from institutions.services.bookings.telling import tell
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def save_space(
    *, space: Space, keeps_calendar: bool, changed: Changes, minor: bool, by: "User", at: datetime
) -> Space:  # fmt: skip
    """Save what is said of a space, new or known; a new one has no hours yet, and so nothing to book.

    `keeps_calendar`: closed on public holidays, open on the working days that make up for them. What is out of use is
    no longer booked; bookings stand until somebody ends them.
    """
    resource = space.resource if space.pk else Resource(created_at=at)
    resource.kind, resource.name = space.kind, str(space.name or space.slug)
    resource.is_active, resource.follows_calendar = space.is_active, keeps_calendar
    resource.save()
    space.resource = resource
    space.save()
    record_edit(space, changed=changed, editor=by, minor=minor, at=at)
    touch_public_pages()
    return space


@one_transaction
def set_hours(*, space: Space, rules: Sequence[Hours], by: "User", at: datetime) -> list[Booking]:
    """Give the space these weekly hours from today on; returns the bookings that are outside them now: they stand."""
    outside = scheduling.set_week(resource=space.resource, rules=rules, by=by, at=at)
    touch_public_pages()
    return list(_of(outside))


@one_transaction
def close(
    *, space: Space, during: Span, reason: str, by: "User", at: datetime
) -> tuple[DatedException, list[Booking]]:  # fmt: skip
    """Close the space for a while; those whose bookings it touches are asked to move or cancel, and told the reason.

    Their bookings stand until then, and their hours are given back whenever they cancel. Returns the closing and the
    bookings that it touches, the district's own among them.
    """
    closing, touched = scheduling.add_exception(
        resource=space.resource, during=during, opens=False, reason=reason, by=by, at=at
    )
    bookings = list(_of(touched))
    for booking in bookings:
        tell(booking, "touched", by=None, at=at, occasion=str(closing.pk), reason=reason)
    touch_public_pages()
    return closing, bookings


@one_transaction
def reopen(*, closing: DatedException, at: datetime) -> None:
    """Take a closing back."""
    scheduling.remove_exception(exception=closing, at=at)
    touch_public_pages()


@one_transaction
def show_picture(*, space: Space, file: File[Any] | None, alts: Mapping[str, str], by: "User", at: datetime) -> None:
    """Give the space a new picture, or (without a file) other words for the one it has.

    Raises PictureTooBig or UnusablePicture.
    """
    if file is not None:
        _change_picture(space, add_picture(file=file, alts=alts, by=by, at=at))
    elif space.picture:
        describe_picture(picture=space.picture, alts=alts)
    touch_public_pages()


@one_transaction
def remove_picture(*, space: Space) -> None:
    """Show no picture any more."""
    _change_picture(space, None)
    touch_public_pages()


def _of(reservations: Sequence[Reservation]) -> BookingQuerySet:
    related = ("space__area__venue", "institution", "booked_by")
    return Booking.objects.filter(reservation__in=reservations).standing().select_related(*related)


def _change_picture(space: Space, picture: Picture | None) -> None:
    old, space.picture = space.picture, picture
    space.save(update_fields=["picture"])
    if old is not None:
        discard_picture(picture=old)
