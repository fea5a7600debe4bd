"""Earlier times: clients who are booked and would come earlier are offered what becomes free, in order.

An offer is a time that is held for its client; it is taken, left for the next, or lapses. The client's own
appointment stands until they take the other time.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from commons.lib.dates import BEIJING, day_in_beijing
from commons.lib.waking import wake
from commons.scheduling import services as scheduling
from commons.scheduling.errors import JustTaken
from commons.scheduling.services.transactions import lock_resources
from commons.scheduling.spans import Span
from legal_services import slots
from legal_services.errors import appointments as errors
from legal_services.models import Appointment, EarlierTimeRequest
from legal_services.services import messages
from legal_services.services.changing import OFFERING, refuse_late_change, retire_offer, settle
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

logger = logging.getLogger(__name__)

PURPOSE = "legal-offer"
"""What the held times are for."""
OFFER_STANDS = timedelta(hours=4)
"""For so long an offer waits for its answer, by day."""
NIGHT = (time(21), time(8))
MORNING = time(10)
"""What would lapse at night waits until the morning."""
LAST_ANSWER = timedelta(hours=1)
"""The answer is in so long before the offered time, so that the adviser knows who comes."""
SHORTEST_OFFER = timedelta(minutes=30)
"""Less than this to answer is no offer."""

State = EarlierTimeRequest.State
Need = tuple[int, str, str]


@one_transaction
def ask(
    *, appointment: Appointment, by: "User | None", at: datetime, from_at: datetime | None = None
) -> EarlierTimeRequest:
    """Put the client in line for a time before theirs and not before `from_at` (now, unless it is said).

    Raises AlreadyAsked, AppointmentEnded or ChangeClosed.
    """
    # Locked: it may be moved or cancelled at this very moment.
    appointment = lock_appointment(appointment.pk)
    refuse_late_change(appointment, by=by, at=at)
    request = appointment.earlier_requests.create(from_at=from_at or at, created_at=at, changed_at=at)
    wake(OFFERING)
    return request


@one_transaction
def stop(*, appointment: Appointment, at: datetime) -> None:
    """Take the client out of the line; an offer that stands goes to the next."""
    # Locked: an offer may be on its way.
    retire_offer(lock_appointment(appointment.pk), at=at, ends=True)
    wake(OFFERING)


@one_transaction
def accept(*, request: EarlierTimeRequest, by: "User | None", at: datetime) -> Appointment:  # noqa: ARG001
    """Let the appointment have the offered time instead of its own. Accepting twice is harmless.

    Raises NoEarlierOffer, EarlierOfferOver, AppointmentEnded, or what scheduling raises when the hold is gone.
    """
    # Locked: the offer may be lapsing, or the appointment be cancelled, at this very moment.
    appointment, request = _locked(request)
    if request.state == State.ACCEPTED:
        return appointment
    _refuse_without_offer(appointment, request, at)
    assert request.offer is not None
    assert request.offered_practitioner is not None
    old = appointment.reservation
    new = scheduling.confirm(reservation=request.offer, at=at)
    scheduling.release(reservation=old, at=at)
    _change(request, State.ACCEPTED, at)
    settle(
        appointment, new, slots.Pair(request.offered_practitioner, request.offered_interpreter), at=at, by_client=True
    )
    return appointment


@one_transaction
def decline(*, request: EarlierTimeRequest, at: datetime) -> EarlierTimeRequest:
    """Leave the offered time to the next in line, and go on waiting for another. Declining twice is harmless.

    Raises NoEarlierOffer or EarlierOfferOver.
    """
    # Locked: the offer may be lapsing at this very moment.
    appointment, request = _locked(request)
    if request.state == State.WAITING:
        return request
    _refuse_without_offer(appointment, request, at)
    assert request.offer is not None
    request.declined = [*request.declined, request.offer.span.starts_at]
    scheduling.release(reservation=request.offer, at=at)
    _change(request, State.WAITING, at)
    wake(OFFERING)
    return request


def offer_freed(*, at: datetime, limit: int = 200) -> int:
    """Offer what is free to those who wait, in the order in which they asked; says how many offers were made.

    Each is a transaction of its own; the client's appointment is locked, then the resources in the order of their ids.
    """
    waiting = EarlierTimeRequest.objects.filter(
        state=State.WAITING, appointment__state=Appointment.State.BOOKED, appointment__starts_at__gt=at
    )
    requests = list(waiting.select_related("appointment__service").defer("appointment__narrative")[:limit])
    found: dict[Need, list[slots.FreeTime]] = {}
    offered = 0
    for request in requests:
        need = _need(request)
        if need not in found:
            found[need] = _free_times([one.appointment for one in requests if _need(one) == need], at)
        offered += _offer_first(request, _fitting(request, found[need], at), at)
    return offered


def expire_offers(*, at: datetime, limit: int = 200) -> int:
    """Close the offers whose time to answer is up, and the requests whose appointment has begun; says how many.

    Each offer is a transaction of its own. Beat has a worker do it every minute.
    """
    begun = EarlierTimeRequest.objects.filter(state=State.WAITING, appointment__starts_at__lte=at)
    closed = begun.update(state=State.CLOSED, changed_at=at)
    due = EarlierTimeRequest.objects.filter(state=State.OFFERED, offer_expires_at__lte=at)
    for request in due[:limit]:
        try:
            closed += _lapse(request, at=at)
        except Exception:
            logger.exception("The offer %s could not be closed", request.pk)
    return closed


def answer_until(starts_at: datetime, at: datetime) -> datetime:
    """Until when an offer of a time can be answered: some hours, not in the night, and before the time itself."""
    until = (at + OFFER_STANDS).astimezone(BEIJING)
    evening, dawn = NIGHT
    if until.time() >= evening or until.time() < dawn:
        day = until.date() + timedelta(days=until.time() >= evening)
        until = datetime.combine(day, MORNING, tzinfo=BEIJING)
    return min(until, starts_at - LAST_ANSWER)


def _need(request: EarlierTimeRequest) -> Need:
    """What free time depends on; those who need the same are looked up together."""
    appointment = request.appointment
    return appointment.service_id, appointment.language, appointment.channel


def _free_times(appointments: Sequence[Appointment], at: datetime) -> list[slots.FreeTime]:
    """The free times before the last of these appointments, which need the same."""
    one = appointments[0]
    first, last = at, max(appointment.starts_at for appointment in appointments)
    return slots.free_times(
        service=one.service, language=one.language, channel=one.channel,
        first=day_in_beijing(first), last=day_in_beijing(last), at=at,
    )  # fmt: skip


def _fitting(request: EarlierTimeRequest, free: list[slots.FreeTime], at: datetime) -> Iterator[slots.FreeTime]:
    """The times that this client would take and can still answer for, the earliest first."""
    for one in free:
        if one.starts_at >= request.appointment.starts_at:
            return
        is_wanted = one.starts_at >= request.from_at and one.starts_at not in request.declined
        if is_wanted and answer_until(one.starts_at, at) - at >= SHORTEST_OFFER:
            yield one


def _offer_first(request: EarlierTimeRequest, times: Iterable[slots.FreeTime], at: datetime) -> bool:
    """Offer the client the first of the times that can still be had; a request in trouble is left for the next run."""
    try:
        return any(_tried(request, free, at) for free in times)
    except Exception:
        logger.exception("No earlier time could be offered for request %s", request.pk)
        return False


def _tried(request: EarlierTimeRequest, free: slots.FreeTime, at: datetime) -> bool:
    """Whether the offer was made; no when somebody else was quicker."""
    try:
        return _offer(request, free.starts_at, at=at)
    except JustTaken:
        return False


@one_transaction
def _offer(request: EarlierTimeRequest, starts_at: datetime, *, at: datetime) -> bool:
    """Hold the time for the client and tell them. Raises JustTaken when it is not free any more."""
    # Locked: the client may be moving or cancelling, or another worker be offering, at this very moment.
    appointment, request = _locked(request)
    is_waiting = request.state == State.WAITING and appointment.state == Appointment.State.BOOKED
    if not is_waiting or starts_at >= appointment.starts_at:
        return True
    pair = _pair_at(appointment, starts_at, at)
    until = answer_until(starts_at, at)
    during = Span(starts_at, starts_at + slots.length_of(appointment.service))
    request.offer = scheduling.hold(resources=pair.resources, during=during, until=until, purpose=PURPOSE, at=at)
    request.offered_practitioner, request.offered_interpreter = pair.adviser, pair.interpreter
    request.offer_expires_at = until
    _change(request, State.OFFERED, at)
    occasion = f"{request.pk}:{request.offer.pk}"
    messages.tell(
        appointment, "offered", at=at, occasion=occasion, good_until=until, request=request, offer_starts_at=starts_at
    )
    return True


@one_transaction
def _lapse(request: EarlierTimeRequest, *, at: datetime) -> bool:
    # Locked: it may be accepted at this very moment.
    appointment, request = _locked(request)
    if request.state != State.OFFERED or request.offer is None or _stands(request, at):
        return False
    scheduling.release(reservation=request.offer, at=at)
    _change(request, State.CLOSED, at)
    if appointment.state == Appointment.State.BOOKED:
        messages.tell(appointment, "offer_lapsed", at=at, occasion=f"{request.pk}:{request.offer.pk}")
    wake(OFFERING)
    return True


def _pair_at(appointment: Appointment, starts_at: datetime, at: datetime) -> slots.Pair:
    service, language, channel = appointment.service, appointment.language, appointment.channel
    crew = slots.crew_for(service, language=language, channel=channel)
    # Locked, all who could be chosen, in the order of their ids: the choice is made behind their rows.
    lock_resources(slots.resources_of(crew))
    able = slots.pairs_at(service=service, language=language, channel=channel, starts_at=starts_at, at=at, crew=crew)
    if not able:
        raise JustTaken
    return able[0]


def _locked(request: EarlierTimeRequest) -> tuple[Appointment, EarlierTimeRequest]:
    """The appointment, whose row is the lock of its requests, and the request as it stands behind it."""
    appointment = lock_appointment(request.appointment_id)
    related = ("offer", "offered_practitioner__resource", "offered_interpreter__resource")
    return appointment, EarlierTimeRequest.objects.select_related(*related).get(pk=request.pk)


def _refuse_without_offer(appointment: Appointment, request: EarlierTimeRequest, at: datetime) -> None:
    if request.state != State.OFFERED or request.offer is None:
        raise errors.NoEarlierOffer
    if not _stands(request, at):
        raise errors.EarlierOfferOver
    if appointment.state != Appointment.State.BOOKED or appointment.starts_at <= at:
        raise errors.AppointmentEnded


def _stands(request: EarlierTimeRequest, at: datetime) -> bool:
    return request.offer_expires_at is not None and at < request.offer_expires_at


def _change(request: EarlierTimeRequest, state: str, at: datetime) -> None:
    request.state, request.changed_at = state, at
    request.save()
