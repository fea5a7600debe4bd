"""Clients who would come earlier are offered what becomes free: in order, held for them, and not for ever."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from commons.scheduling.models import Occupancy, Reservation
from legal_services.errors.appointments import AlreadyAsked, ChangeClosed, EarlierOfferOver, NoEarlierOffer
from legal_services.models import Appointment, AppointmentLink, EarlierTimeRequest, Practitioner, Service
from legal_services.services import booking, changing, earlier
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner

State = EarlierTimeRequest.State
TUESDAY = (NOON + timedelta(days=2)).replace(hour=9)
FRIDAY = (NOON + timedelta(days=5)).replace(hour=16)


@pytest.fixture
def service(db: None) -> Service:
    return make_bookable_service()


@pytest.fixture
def adviser(service: Service) -> Practitioner:
    """The one adviser, who is there from nine to ten: two appointments a day."""
    from datetime import time

    return make_practitioner(services=[service], opens=time(9), closes=time(10))


def fill(service: Service, adviser: Practitioner, *, until: datetime = FRIDAY) -> list[Appointment]:
    """Book every time before Friday afternoon, Monday at nine first."""
    booked = []
    for day in range(1, 6):
        for minutes in (0, 30):
            starts_at = (NOON + timedelta(days=day)).replace(hour=9, minute=minutes)
            if starts_at < until:
                booked.append(make_appointment(adviser, service=service, starts_at=starts_at))
    return booked


def make_waiting(service: Service, adviser: Practitioner, **fields: Any) -> EarlierTimeRequest:
    """A client without an account who has a time on Friday and would come earlier."""
    starts_at = fields.pop("starts_at", FRIDAY)
    appointment = make_appointment(adviser, service=service, starts_at=starts_at, email="guest@example.org", **fields)
    return earlier.ask(appointment=appointment, by=None, at=NOON)


def test_what_is_freed_is_held_for_the_first_in_line(service: Service, adviser: Practitioner) -> None:
    booked = fill(service, adviser)
    first = make_waiting(service, adviser)
    second = make_waiting(service, adviser, starts_at=FRIDAY + timedelta(minutes=30))
    changing.cancel(appointment=booked[2], by=None, at=NOON)

    offered = earlier.offer_freed(at=NOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert offered == 1
    assert (first.state, second.state) == (State.OFFERED, State.WAITING)
    assert first.offer is not None
    assert first.offer.state == Reservation.State.HELD
    assert first.offer.span.starts_at == TUESDAY
    with pytest.raises(Refusal):
        booking.hold_time(service=service, language="en", channel="in-person", starts_at=TUESDAY, at=NOON)


def test_an_offer_is_told_without_the_topic_with_a_link_that_ends_with_it(
    service: Service, adviser: Practitioner
) -> None:
    make_waiting(service, adviser)

    earlier.offer_freed(at=NOON)
    deliver_due(at=NOON)

    link = AppointmentLink.objects.get()
    request = EarlierTimeRequest.objects.get()
    assert mail.outbox[0].subject == f"An earlier time for appointment {request.appointment.reference}"
    assert (link.scope, link.expires_at) == (AppointmentLink.Scope.OFFER, request.offer_expires_at)


def test_accepting_moves_the_appointment_and_frees_the_old_time(service: Service, adviser: Practitioner) -> None:
    request = make_waiting(service, adviser)
    earlier.offer_freed(at=NOON)

    appointment = earlier.accept(request=request, by=None, at=NOON)
    again = earlier.accept(request=request, by=None, at=NOON)

    starts = [occupancy.span.starts_at for occupancy in Occupancy.objects.filter(active=True)]
    assert starts == [appointment.starts_at] == [again.starts_at]
    assert appointment.starts_at < FRIDAY
    assert appointment.reservation.state == Reservation.State.CONFIRMED
    assert Message.objects.filter(template="legal_services/moved").count() == 1


def test_a_declined_time_goes_to_the_next_and_is_not_offered_again(service: Service, adviser: Practitioner) -> None:
    booked = fill(service, adviser)
    first = make_waiting(service, adviser)
    second = make_waiting(service, adviser, starts_at=FRIDAY + timedelta(minutes=30))
    changing.cancel(appointment=booked[2], by=None, at=NOON)
    earlier.offer_freed(at=NOON)

    earlier.decline(request=first, at=NOON)
    earlier.decline(request=first, at=NOON)
    earlier.offer_freed(at=NOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.declined) == (State.WAITING, [TUESDAY])
    assert second.state == State.OFFERED


def test_an_unanswered_offer_lapses_and_the_next_in_line_is_asked(service: Service, adviser: Practitioner) -> None:
    booked = fill(service, adviser)
    first = make_waiting(service, adviser)
    second = make_waiting(service, adviser, starts_at=FRIDAY + timedelta(minutes=30))
    changing.cancel(appointment=booked[2], by=None, at=NOON)
    earlier.offer_freed(at=NOON)
    later = NOON + timedelta(hours=5)

    assert earlier.expire_offers(at=NOON + timedelta(hours=3)) == 0
    assert earlier.expire_offers(at=later) == 1
    earlier.offer_freed(at=later)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.CLOSED, State.OFFERED)
    assert first.appointment.starts_at == FRIDAY
    with pytest.raises(NoEarlierOffer):
        earlier.accept(request=first, by=None, at=later)


def test_an_offer_whose_time_is_up_is_refused_before_any_worker_comes(service: Service, adviser: Practitioner) -> None:
    request = make_waiting(service, adviser)
    earlier.offer_freed(at=NOON)

    with pytest.raises(EarlierOfferOver):
        earlier.accept(request=request, by=None, at=NOON + timedelta(hours=5))


def test_cancelling_gives_back_the_offered_time_too(service: Service, adviser: Practitioner) -> None:
    request = make_waiting(service, adviser)
    earlier.offer_freed(at=NOON)

    changing.cancel(appointment=request.appointment, by=None, at=NOON)

    request.refresh_from_db()
    assert request.state == State.CLOSED
    assert not Occupancy.objects.filter(active=True).exists()


def test_one_request_stands_at_a_time_and_it_can_be_taken_back(service: Service, adviser: Practitioner) -> None:
    request = make_waiting(service, adviser)

    with pytest.raises(AlreadyAsked):
        earlier.ask(appointment=request.appointment, by=None, at=NOON)
    earlier.stop(appointment=request.appointment, at=NOON)

    assert earlier.offer_freed(at=NOON) == 0
    with pytest.raises(ChangeClosed):
        earlier.ask(appointment=request.appointment, by=None, at=FRIDAY - timedelta(hours=1))


def test_a_request_ends_with_the_appointment(service: Service, adviser: Practitioner) -> None:
    request = make_waiting(service, adviser)

    earlier.expire_offers(at=FRIDAY)

    request.refresh_from_db()
    assert request.state == State.CLOSED


@pytest.mark.parametrize(
    ("hour", "until"), [(10, (0, 14)), (16, (0, 20)), (17, (1, 10)), (23, (1, 10)), (3, (0, 10)), (8, (0, 12))]
)
def test_no_answer_is_asked_for_in_the_night(hour: int, until: tuple[int, int]) -> None:
    at = NOON.replace(hour=hour)

    found = earlier.answer_until(FRIDAY, at)

    days, local = until
    assert found == (NOON + timedelta(days=days)).replace(hour=local)


def test_looking_up_many_requests_of_one_need_costs_few_statements(
    service: Service, adviser: Practitioner, django_assert_max_num_queries: Any
) -> None:
    fill(service, adviser)
    for minutes in (0, 30, 60, 90):
        make_waiting(service, adviser, starts_at=FRIDAY + timedelta(minutes=minutes))
    Occupancy.objects.count()
    until_monday = NOON + timedelta(minutes=1)
    for request in EarlierTimeRequest.objects.all():
        EarlierTimeRequest.objects.filter(pk=request.pk).update(from_at=FRIDAY)

    with django_assert_max_num_queries(4):
        assert earlier.offer_freed(at=until_monday) == 0


def contested(act: str) -> tuple[list[str], EarlierTimeRequest]:
    """An offer is accepted while it is lapsing, or taken by two windows at once; what came of both, and the request."""
    service = make_bookable_service()
    request = make_waiting(service, make_practitioner(services=[service]))
    earlier.offer_freed(at=NOON)
    ready = threading.Barrier(2, timeout=20)
    came: list[str] = []

    def run(service_call: Any) -> None:
        ready.wait()
        try:
            service_call()
            came.append("done")
        except Refusal as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    def accept() -> Any:
        return earlier.accept(request=request, by=None, at=NOON)

    other: Any = accept
    if act == "decline":
        other = lambda: earlier.decline(request=request, at=NOON)  # noqa: E731
    elif act == "cancel":
        other = lambda: changing.cancel(appointment=request.appointment, by=None, at=NOON)  # noqa: E731
    threads = [threading.Thread(target=run, args=(one,)) for one in (accept, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    request.refresh_from_db()
    return came, request


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["accept", "decline", "cancel"])
def test_two_answers_at_once_leave_one_time_taken_or_none(act: str) -> None:
    came, request = contested(act)

    appointment = Appointment.objects.get(pk=request.appointment_id)
    active = [occupancy.span.starts_at for occupancy in Occupancy.objects.filter(active=True)]
    stands = appointment.state == Appointment.State.BOOKED
    assert "done" in came
    assert active == ([appointment.starts_at] if stands else [])
    assert Message.objects.filter(template="legal_services/moved").count() <= 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_offer() -> None:
    service = make_bookable_service()
    request = make_waiting(service, make_practitioner(services=[service]))
    ready = threading.Barrier(3, timeout=20)

    def work() -> None:
        ready.wait()
        earlier.offer_freed(at=NOON)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    request.refresh_from_db()
    assert request.state == State.OFFERED
    assert Reservation.objects.filter(purpose=earlier.PURPOSE, state=Reservation.State.HELD).count() == 1
    assert Message.objects.filter(template="legal_services/offered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_hold_two_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the appointment is read without locking its row."""
    service = make_bookable_service()
    make_practitioner(services=[service])
    make_waiting(service, make_practitioner(services=[service]))
    ready = threading.Barrier(2, timeout=20)
    seen = earlier._pair_at
    met = threading.local()

    def unlocked(appointment_id: int) -> Appointment:
        return Appointment.objects.select_related("service__venue", "reservation").get(pk=appointment_id)

    def slow(*args: Any) -> Any:
        if not getattr(met, "once", False):
            met.once = True
            ready.wait()
        return seen(*args)

    monkeypatch.setattr(earlier, "lock_appointment", unlocked)
    monkeypatch.setattr(earlier, "_pair_at", slow)

    def work() -> None:
        earlier.offer_freed(at=NOON)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    told = Message.objects.filter(template="legal_services/offered").count()
    held = Reservation.objects.filter(purpose=earlier.PURPOSE, state=Reservation.State.HELD).count()
    assert (told, held) == (2, 2)
