"""A time is held, kept, given back, and booked: what the services promise."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from commons.accounts.services import ConsentWithdrawn, withdraw_consent
from commons.lib.errors import Refusal
from commons.notifications.models import Message
from commons.scheduling import services as scheduling
from commons.scheduling.errors import HoldExpired, InThePast, JustTaken, NotOpenThen
from commons.scheduling.models import Occupancy, Reservation
from legal_services.errors import booking as refusals
from legal_services.models import Appointment, Service
from legal_services.services import booking
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_bookable_service,
    make_clerk,
    make_person,
    make_practitioner,
    make_topic,
)

pytestmark = pytest.mark.django_db

State = Appointment.State
TEN = (NOON + timedelta(days=1)).replace(hour=10)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def service() -> Service:
    """A service with one adviser, who speaks Chinese and English, from nine to eleven."""
    service = make_bookable_service()
    make_practitioner(services=[service], opens=time(9), closes=time(11))
    return service


def hold(service: Service, starts_at: datetime = TEN, **asked: Any) -> Appointment:
    return booking.hold_time(
        service=service, starts_at=starts_at, **{"language": "en", "channel": "in-person", "at": NOON} | asked
    )


def book(held: Appointment, **told: Any) -> Appointment:
    answers = {"name": "Kim Minji", "phone": "", "email": "minji@example.org", "writes": "ko", "people": 1, "at": NOON}
    return booking.book(appointment=held, **answers | told)


def refused(act: Any, *arguments: Any, **asked: Any) -> Refusal:
    """What the act is refused with."""
    with pytest.raises(Refusal) as caught:
        act(*arguments, **asked)
    return caught.value


def test_a_time_is_held_for_a_quarter_of_an_hour(service: Service) -> None:
    resident, topic = make_resident(language="ko"), make_topic()

    held = hold(service, user=resident, topic=topic)

    assert (held.state, held.starts_at, held.ends_at) == (State.HELD, TEN, TEN + HALF_AN_HOUR)
    assert (held.user, held.topic, held.writes, held.created_by) == (resident, topic, "ko", None)
    assert held.reservation.hold_expires_at == NOON + timedelta(minutes=15)
    assert held.practitioner.services.get() == service
    assert held.reference.startswith("A-")


def test_adviser_and_interpreter_are_both_taken() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], languages=["zh-hans"])
    interpreter = make_practitioner(interprets=True, languages=["ko", "zh-hans"])

    held = hold(service, language="ko")

    assert (held.practitioner, held.interpreter) == (adviser, interpreter)
    taken = Occupancy.objects.filter(active=True).values_list("resource", flat=True)
    assert set(taken) == {adviser.resource_id, interpreter.resource_id}
    assert isinstance(refused(hold, service, language="ko"), JustTaken)


def test_a_held_time_is_taken_for_others_until_the_hold_lapses(service: Service) -> None:
    hold(service)

    assert isinstance(refused(hold, service), JustTaken)
    assert hold(service, at=NOON + timedelta(minutes=15)).state == State.HELD


def test_the_next_adviser_takes_what_the_first_cannot(service: Service) -> None:
    make_practitioner(services=[service])

    first, second = hold(service), hold(service)

    assert first.practitioner != second.practitioner
    assert isinstance(refused(hold, service), JustTaken)


def test_a_new_choice_gives_the_old_one_back(service: Service) -> None:
    old = hold(service)

    new = hold(service, TEN - HALF_AN_HOUR, replacing=old)

    assert list(Appointment.objects.all()) == [new]
    assert hold(service).starts_at == TEN


def test_a_choice_may_be_repeated(service: Service) -> None:
    old = hold(service)

    assert hold(service, replacing=old).starts_at == TEN
    assert Appointment.objects.count() == 1


def test_a_refused_choice_leaves_the_old_one(service: Service) -> None:
    make_appointment(service.practitioners.get(), service=service, starts_at=TEN)
    old = hold(service, TEN - HALF_AN_HOUR)

    assert isinstance(refused(hold, service, replacing=old), JustTaken)

    old.refresh_from_db()
    assert old.reservation.is_standing(NOON)


def test_an_appointment_is_not_given_back_by_the_way(service: Service) -> None:
    booked = book(hold(service))

    hold(service, TEN - HALF_AN_HOUR, replacing=booked)

    booked.refresh_from_db()
    assert (booked.state, booked.reservation.state) == (State.BOOKED, Reservation.State.CONFIRMED)


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        (NOON - timedelta(minutes=30), InThePast),
        (NOON + timedelta(hours=1, minutes=30), refusals.TooSoon),
        (TEN + timedelta(minutes=10), NotOpenThen),
        (TEN + timedelta(days=100), refusals.TooFarAhead),
        (TEN.replace(hour=20), JustTaken),
    ],
)
def test_a_time_that_is_not_offered_is_refused(service: Service, moment: datetime, refusal: type[Refusal]) -> None:
    assert isinstance(refused(hold, service, moment), refusal)


def test_staff_book_at_short_notice_and_what_is_not_online() -> None:
    service = make_bookable_service(is_bookable=False)
    make_practitioner(services=[service])
    at = TEN - timedelta(minutes=5)

    assert isinstance(refused(hold, service), refusals.NotBookable)
    assert hold(service, at=at, by=make_clerk()).starts_at == TEN


def test_a_language_that_nobody_speaks_is_refused(service: Service) -> None:
    assert isinstance(refused(hold, service, language="ru"), refusals.WayNotOffered)


def test_a_paused_account_holds_nothing(service: Service) -> None:
    resident = make_resident()
    withdraw_consent(user=resident, at=NOON)

    assert isinstance(refused(hold, service, user=resident), ConsentWithdrawn)


def test_the_hold_grows_while_the_form_is_filled_but_not_for_ever(service: Service) -> None:
    held = hold(service)

    def until(minutes: int) -> timedelta:
        kept = booking.keep_holding(appointment=held, at=NOON + timedelta(minutes=minutes))
        return kept.reservation.hold_expires_at - NOON

    assert until(10) == timedelta(minutes=25)
    assert until(12) == timedelta(minutes=27)
    assert until(20) == timedelta(minutes=30)
    assert until(40) == timedelta(minutes=30)


def test_a_lapsed_hold_is_kept_again_while_the_time_is_free(service: Service) -> None:
    held = hold(service)
    scheduling.expire_holds(at=NOON + timedelta(minutes=16))

    kept = booking.keep_holding(appointment=held, at=NOON + timedelta(minutes=17))

    assert kept.reservation.is_standing(NOON + timedelta(minutes=29))


def test_a_lapsed_hold_is_gone_when_somebody_else_has_the_time(service: Service) -> None:
    held, late = hold(service), NOON + timedelta(minutes=16)
    hold(service, at=late)

    assert isinstance(refused(booking.keep_holding, appointment=held, at=late), JustTaken)
    assert isinstance(refused(book, held, at=late), JustTaken)


def test_what_is_held_can_be_given_back(service: Service) -> None:
    booking.let_go(appointment=hold(service), at=NOON)

    assert not Appointment.objects.exists()
    assert hold(service).starts_at == TEN


def test_what_is_booked_is_not_given_back_like_a_hold(service: Service) -> None:
    booked = book(hold(service))

    booking.let_go(appointment=booked, at=NOON)

    assert Appointment.objects.get().state == State.BOOKED


def test_a_held_time_becomes_an_appointment_and_the_client_is_told(service: Service) -> None:
    booked = book(hold(service), phone="+821012345678", people=2)

    assert (booked.state, booked.name, booked.people, booked.writes) == (State.BOOKED, "Kim Minji", 2, "ko")
    assert booked.reservation.state == Reservation.State.CONFIRMED
    assert Message.objects.filter(template="legal_services/booked").count() == 1
    assert not Appointment.objects.filter(narrative__isnull=False).exists()


def test_a_form_sent_twice_books_once(service: Service) -> None:
    held = hold(service)
    booked = book(held)

    again = refused(book, held)

    assert isinstance(again, refusals.AlreadyBooked)
    assert again.values["reference"] == booked.reference
    assert Message.objects.count() == 1


def test_a_slow_form_is_booked_while_nobody_else_has_the_time(service: Service) -> None:
    held = hold(service)
    scheduling.expire_holds(at=NOON + timedelta(minutes=20))

    assert book(held, at=NOON + timedelta(minutes=50)).state == State.BOOKED


def test_a_forgotten_form_says_that_the_time_is_gone(service: Service) -> None:
    held, later = hold(service), NOON + timedelta(hours=2)
    assert booking.drop_forgotten(at=later) == 1

    assert isinstance(refused(book, held, at=later), HoldExpired)


def test_without_an_account_a_way_to_be_reached_is_needed(service: Service) -> None:
    held = hold(service)

    assert isinstance(refused(book, held, email=""), refusals.ContactNeeded)
    assert isinstance(refused(book, held, name=""), refusals.NameNeeded)
    assert book(held, email="", phone="+821012345678").state == State.BOOKED


def test_with_an_account_or_at_the_desk_no_other_way_is_needed(service: Service) -> None:
    assert book(hold(service, user=make_resident()), email="").state == State.BOOKED
    clerk = make_clerk()
    held = hold(service, TEN - HALF_AN_HOUR, by=clerk)
    assert book(held, email="", by=clerk).created_by == clerk


def test_what_it_is_about_needs_consent_of_its_own(service: Service) -> None:
    held = hold(service)

    assert isinstance(refused(book, held, narrative="The landlord"), refusals.NarrativeNeedsConsent)
    booked = book(held, narrative="The landlord", narrative_consent=True)

    booked = Appointment.objects.get(pk=booked.pk)
    assert (booked.narrative, booked.narrative_consent_at) == ("The landlord", NOON)


def test_an_account_that_staff_know_leads_to_the_person(service: Service) -> None:
    resident = make_resident()
    person = make_person(user=resident)

    assert book(hold(service, user=resident)).person == person


def test_staff_book_at_once_for_whoever_calls(service: Service) -> None:
    clerk, person = make_clerk(), make_person()

    booked = booking.book_for_client(
        service=service, language="en", channel="phone", starts_at=TEN, at=NOON, by=clerk, name="Ms Kim",
        phone="+821012345678", email="", writes="ko", people=1, person=person,
    )  # fmt: skip

    assert (booked.state, booked.created_by, booked.person, booked.user) == (State.BOOKED, clerk, person, None)


def test_staff_who_are_refused_leave_nothing_behind(service: Service) -> None:
    told = {"phone": "", "email": "", "writes": "ko", "people": 1}

    refusal = refused(
        booking.book_for_client,
        service=service, language="en", channel="phone", starts_at=TEN, at=NOON, by=make_clerk(), name="", **told,
    )  # fmt: skip

    assert isinstance(refusal, refusals.NameNeeded)
    assert not Appointment.objects.exists()
    assert not Occupancy.objects.filter(active=True).exists()


def test_only_what_was_forgotten_is_dropped(service: Service) -> None:
    make_practitioner(services=[service])
    make_practitioner(services=[service])
    booked, lapsed = book(hold(service)), hold(service)
    fresh = hold(service, at=NOON + timedelta(hours=1))
    scheduling.expire_holds(at=NOON + timedelta(minutes=20))

    assert booking.drop_forgotten(at=NOON + timedelta(minutes=74)) == 0
    assert booking.drop_forgotten(at=NOON + timedelta(minutes=75)) == 1

    assert set(Appointment.objects.all()) == {booked, fresh}
    assert not Appointment.objects.filter(pk=lapsed.pk).exists()
