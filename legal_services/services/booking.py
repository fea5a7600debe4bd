"""A time is held while the form is filled, and becomes an appointment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from commons.accounts.services import refuse_without_consent
from commons.lib.languages import Language
from commons.lib.references import new_reference
from commons.scheduling import services as scheduling
from commons.scheduling.errors import HoldExpired, InThePast, JustTaken, NotOpenThen
from commons.scheduling.services.transactions import lock_resources
from commons.scheduling.spans import Span
from commons.translations.texts import current_language
from legal_services import slots
from legal_services.errors import booking as errors
from legal_services.models import Appointment, Person, Service, Topic
from legal_services.services import calls, messages
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

PURPOSE = "legal-appointment"
"""What the reservations of this app are for."""
HOLD = timedelta(minutes=15)
"""For so long a chosen time is kept; anew with each step that is filled in."""
LONGEST_HOLD = timedelta(minutes=30)
"""No longer than this in all, however slowly the form is filled."""
FORGOTTEN = timedelta(hours=1)
"""So long after its hold lapsed, nobody comes back to finish the form; until then the time may still be had."""

State = Appointment.State


@one_transaction
def hold_time(
    *, service: Service, language: str, channel: str, starts_at: datetime, at: datetime, topic: Topic | None = None,
    user: "User | None" = None, by: "User | None" = None, replacing: Appointment | None = None,
) -> Appointment:  # fmt: skip
    """Keep a time for somebody who is filling in the form, with the adviser and interpreter whose turn it is.

    `by` is the member of staff who books for a client. `replacing` is what the same person held before: it is given
    back in the same transaction, and stands if the new time cannot be had.
    Raises NotBookable, WayNotOffered, TooSoon, TooFarAhead, ConsentWithdrawn, and what scheduling raises: JustTaken,
    NotOpenThen, InThePast, TooBusy.
    """
    if user is not None:
        refuse_without_consent(user)
    refuse_unfit_time(service, starts_at, at=at, by_staff=by is not None)
    crew = slots.crew_for(service, language=language, channel=channel)
    if not crew:
        raise errors.WayNotOffered
    old = _lock_held(replacing)
    # Locked, all who could be chosen and in the order of their ids: the fairest choice is made behind their rows, and
    # whatever comes next has its locks already.
    given_back = old.reservation.occupancies.values_list("resource", flat=True) if old else []
    lock_resources([*slots.resources_of(crew), *given_back])
    if old:
        scheduling.release(reservation=old.reservation, at=at)
    pair = _fairest(crew, service, language=language, channel=channel, starts_at=starts_at, at=at)
    held = _hold(
        pair, service, language=language, channel=channel, starts_at=starts_at, at=at, topic=topic, user=user, by=by
    )
    if old:
        old.delete()
    return held


@one_transaction
def keep_holding(*, appointment: Appointment, at: datetime) -> Appointment:
    """Hold the time a while longer, because the person goes on filling in the form.

    Beyond the longest hold nothing changes: the time may still be had, if nobody else takes it.
    Raises HoldExpired or JustTaken when it is gone already.
    """
    # Locked: the form may be sent in another window.
    appointment = lock_or_expired(appointment)
    reservation = appointment.reservation
    until = min(at + HOLD, appointment.created_at + LONGEST_HOLD)
    is_longer = reservation.hold_expires_at is None or until > reservation.hold_expires_at
    if appointment.state == State.HELD and until > at and is_longer:
        appointment.reservation = scheduling.extend(reservation=reservation, until=until, at=at)
    return appointment


@one_transaction
def let_go(*, appointment: Appointment, at: datetime) -> None:
    """Give back a time that is only held: the person asks for something else. A booked appointment stays."""
    # Locked: the form may be sent in another window.
    if held := _lock_held(appointment):
        scheduling.release(reservation=held.reservation, at=at)
        held.delete()


@one_transaction
def book(
    *, appointment: Appointment, name: str, phone: str, email: str, writes: str, people: int, at: datetime,
    narrative: str = "", narrative_consent: bool = False, by: "User | None" = None, person: Person | None = None,
) -> Appointment:  # fmt: skip
    """Make the held time an appointment, and tell the client.

    A hold that has lapsed is booked too while nobody else has the time. `narrative` is kept only with consent.
    Raises NameNeeded, ContactNeeded, NarrativeNeedsConsent, AlreadyBooked, HoldExpired, JustTaken, NotOpenThen,
    InThePast, TooBusy or ConsentWithdrawn.
    """
    if narrative and not narrative_consent:
        raise errors.NarrativeNeedsConsent
    # Locked: the form may be sent twice, and the sweep may be dropping what was held.
    appointment = lock_or_expired(appointment)
    if appointment.state != State.HELD:
        raise errors.AlreadyBooked(reference=appointment.reference)
    _refuse_unreachable(appointment, name=name, phone=phone, email=email, by_staff=by is not None)
    appointment.reservation = scheduling.confirm(reservation=appointment.reservation, at=at)
    appointment.state = State.BOOKED
    appointment.name, appointment.phone, appointment.email = name, phone, email
    appointment.writes, appointment.people = writes, people
    appointment.person = person or _known_person(appointment)
    if narrative:
        appointment.narrative, appointment.narrative_consent_at = narrative, at
    # The client's time begins with the appointment, not with the first look at a time.
    appointment.created_at = appointment.changed_at = at
    appointment.save()
    messages.tell(appointment, "booked", at=at)
    return appointment


@one_transaction
def book_for_client(
    *, service: Service, language: str, channel: str, starts_at: datetime, at: datetime, by: "User", name: str,
    phone: str, email: str, writes: str, people: int, topic: Topic | None = None, person: Person | None = None,
    is_told: bool = False,
) -> Appointment:  # fmt: skip
    """Book a time at once for somebody, who often calls or stands at the counter and so is told (`is_told`).

    Raises as `hold_time` and `book` do.
    """
    held = hold_time(
        service=service, language=language, channel=channel, starts_at=starts_at, at=at, topic=topic, by=by
    )
    booked = book(
        appointment=held, name=name, phone=phone, email=email, writes=writes, people=people, at=at, by=by, person=person
    )
    if is_told:
        calls.told_at_once(appointment=booked, by=by, at=at)
    return booked


@one_transaction
def drop_forgotten(*, at: datetime, limit: int = 500) -> int:
    """Delete what was held and never booked, an hour after the hold lapsed; returns how many, at most `limit`.

    Their time is free since they lapsed. Any number of workers may run it at once.
    """
    long_ago = at - FORGOTTEN
    given_back = Q(reservation__state="released") & (
        Q(reservation__hold_expires_at=None) | Q(reservation__hold_expires_at__lte=long_ago)
    )
    lapsed = Q(reservation__state="held", reservation__hold_expires_at__lte=long_ago)
    forgotten = Appointment.objects.filter(given_back | lapsed, state=State.HELD).select_related("reservation")
    # Locked, but for those that somebody is finishing at this very moment.
    locked = list(forgotten.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")[:limit])
    for appointment in locked:
        scheduling.release(reservation=appointment.reservation, at=at)
    return _delete(locked)


def lock_or_expired(appointment: Appointment) -> Appointment:
    """The appointment, locked. Raises HoldExpired when it was held for so long that it is gone."""
    try:
        return lock_appointment(appointment.pk)
    except Appointment.DoesNotExist:
        raise HoldExpired from None


def refuse_unfit_time(service: Service, starts_at: datetime, *, at: datetime, by_staff: bool) -> None:
    """Raise when the service is not booked, or not for this time, whoever is free."""
    if not service.is_bookable and not by_staff:
        raise errors.NotBookable
    if not slots.is_on_the_clock(service, starts_at):
        raise NotOpenThen
    if starts_at < at:
        raise InThePast
    if starts_at < slots.earliest_for(service, at, by_staff=by_staff):
        raise errors.TooSoon(hours=service.lead_hours)
    if Span.of_day(slots.last_day_for(service, at)).ends_at <= starts_at:
        raise errors.TooFarAhead(days=service.days_ahead)


def _refuse_unreachable(appointment: Appointment, *, name: str, phone: str, email: str, by_staff: bool) -> None:
    """Raise without a name, and when nobody could tell the client of a change."""
    if not name:
        raise errors.NameNeeded
    if appointment.user is not None:
        refuse_without_consent(appointment.user)
    elif not by_staff and not phone and not email:
        raise errors.ContactNeeded


def _lock_held(appointment: Appointment | None) -> Appointment | None:
    """What is held, locked; None when it is gone, or has become an appointment, which nobody gives back by the way."""
    if appointment is None:
        return None
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",)).select_related("reservation")
    return locked.filter(pk=appointment.pk, state=State.HELD).first()


def _fairest(
    crew: list[slots.Pair], service: Service, *, language: str, channel: str, starts_at: datetime, at: datetime
) -> slots.Pair:
    """Who should meet the client, behind the locks of everybody who could. Raises JustTaken when nobody is free."""
    able = slots.pairs_at(service=service, language=language, channel=channel, starts_at=starts_at, at=at, crew=crew)
    if not able:
        raise JustTaken
    return able[0]


def _hold(
    pair: slots.Pair, service: Service, *, language: str, channel: str, starts_at: datetime, at: datetime,
    topic: Topic | None, user: "User | None", by: "User | None",
) -> Appointment:  # fmt: skip
    """Take the pair's time for a while, and write down what for."""
    during = Span(starts_at, starts_at + slots.length_of(service))
    reservation = scheduling.hold(resources=pair.resources, during=during, until=at + HOLD, purpose=PURPOSE, at=at)
    return Appointment.objects.create(
        reference=new_reference("A"), service=service, topic=topic, language=language, channel=channel,
        practitioner=pair.adviser, interpreter=pair.interpreter, reservation=reservation,
        starts_at=during.starts_at, ends_at=during.ends_at, state=State.HELD, user=user, created_by=by,
        writes=Language(user.language if user else current_language()), created_at=at, changed_at=at,
    )  # fmt: skip


def _known_person(appointment: Appointment) -> Person | None:
    """The client whom staff know by this account already."""
    return Person.objects.filter(user=appointment.user_id).first() if appointment.user_id else None


def _delete(appointments: Iterable[Appointment]) -> int:
    """Delete rows that are locked and only held; returns how many."""
    return Appointment.objects.filter(pk__in=[one.pk for one in appointments], state=State.HELD).delete()[0]
