"""Whom clerks call, because no message reaches them: who is put on the list, when, and how a call is settled."""

from datetime import UTC, date, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.lib.dates import BEIJING
from commons.notifications.models import Message
from commons.scheduling.models import CalendarDay
from legal_services import privacy
from legal_services.errors.telling import CallSettled
from legal_services.models import Appointment, Call, Service
from legal_services.services import booking, calls, changing
from legal_services.spoken_words import said
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_clerk, make_practitioner
from tests.scheduling.racing import at_once, without_lock

pytestmark = pytest.mark.django_db

PHONE = "+8613800138000"
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
LONG_AGO = NOON - timedelta(days=30)
About = Call.About


def make_caller(**fields: Any) -> Appointment:
    """An appointment of somebody who left a phone number only, booked long ago."""
    values = {"phone": PHONE, "name": "Kim Minji", "writes": "ko", "created_at": LONG_AGO}
    return make_appointment(**values | fields)


def make_call(**fields: Any) -> Call:
    """A call that waits to be made."""
    appointment = fields.pop("appointment", None) or make_caller()
    values = {"about": About.MOVED, "key": f"call:{appointment.pk}", "asked_at": NOON}
    return Call.objects.create(appointment=appointment, **values | fields)


def listed(at: datetime = NOON) -> list[str]:
    """What the calls are about that are to be made."""
    return list(Call.objects.due(at).in_order().values_list("about", flat=True))


def booked_by_clerk(service: Service, **fields: Any) -> Appointment:
    """An appointment that a clerk books for somebody with a phone number only."""
    facts: dict[str, Any] = {
        "service": service, "language": "en", "channel": "in-person", "name": "Kim Minji", "phone": PHONE, "email": "",
        "writes": "ko", "people": 1, "at": NOON, "starts_at": datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING),
    }  # fmt: skip
    return booking.book_for_client(by=make_clerk(), **facts | fields)


@pytest.fixture
def service() -> Service:
    made = make_bookable_service()
    make_practitioner(services=[made])
    return made


def test_whoever_staff_move_is_to_be_called() -> None:
    appointment = make_caller()

    changing.move(
        appointment=appointment, starts_at=appointment.starts_at + timedelta(hours=1), by=make_clerk(), at=NOON
    )

    call = Call.objects.get()
    assert (call.about, call.was, call.is_open) == (About.MOVED, appointment.starts_at, True)
    assert not Message.objects.exists()


def test_whoever_staff_cancel_is_to_be_called_and_nothing_else_is_left_to_say() -> None:
    appointment = make_caller()
    make_call(appointment=appointment, about=About.REMINDER)

    changing.cancel(appointment=appointment, by=make_clerk(), at=NOON, reason="The adviser is ill.", by_client=False)

    assert listed() == [About.CANCELLED]


def test_nobody_is_called_about_what_they_wished_themselves() -> None:
    appointment = make_caller()
    make_call(appointment=appointment, about=About.REMINDER)

    changing.cancel(appointment=appointment, by=make_clerk(), at=NOON, by_client=True)

    assert listed() == []


def test_the_client_who_moves_it_is_not_called() -> None:
    appointment = make_caller()

    changing.move(appointment=appointment, starts_at=appointment.starts_at + timedelta(hours=1), by=None, at=NOON)

    assert listed() == []


@pytest.mark.parametrize("reached", [{"email": "kim@example.org"}, {"phone": ""}])
def test_nobody_is_called_whom_a_message_reaches_or_who_has_no_phone(reached: dict[str, str]) -> None:
    appointment = make_caller(**reached)

    changing.cancel(appointment=appointment, by=make_clerk(), at=NOON, by_client=False)

    assert not Call.objects.exists()


def test_somebody_with_an_account_is_not_called() -> None:
    changing.cancel(appointment=make_caller(user=make_resident()), by=make_clerk(), at=NOON, by_client=False)

    assert not Call.objects.exists()


def test_whom_a_clerk_books_in_without_telling_them_is_to_be_called(service: Service) -> None:
    booked_by_clerk(service)

    assert listed() == [About.BOOKED]


def test_whom_a_clerk_tells_at_once_is_noted_as_told(service: Service) -> None:
    appointment = booked_by_clerk(service, is_told=True)

    call = Call.objects.get()
    assert (call.called_at, call.called_by) == (NOON, appointment.created_by)
    assert listed() == []


def test_whoever_books_alone_is_told_by_the_page_and_not_called(service: Service) -> None:
    held = booking.hold_time(
        service=service, language="en", channel="in-person", at=NOON,
        starts_at=datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING),
    )  # fmt: skip
    booking.book(appointment=held, name="Kim Minji", phone=PHONE, email="", writes="ko", people=1, at=NOON)

    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "is_listed"),
    [(date(2026, 11, 20), False), (date(2026, 11, 21), True), (date(2026, 11, 23), True), (date(2026, 11, 24), False)],
)
def test_on_a_friday_those_are_reminded_who_come_until_monday(starts_on: date, is_listed: bool) -> None:
    make_caller(starts_at=datetime(starts_on.year, starts_on.month, starts_on.day, 16, 0, tzinfo=BEIJING))

    assert calls.remind(at=FRIDAY) == is_listed
    assert listed(FRIDAY) == [About.REMINDER] * is_listed


@pytest.mark.parametrize(
    "at", [datetime(2026, 11, 21, 9, 0, tzinfo=BEIJING), datetime(2026, 11, 19, 9, tzinfo=BEIJING)]
)
def test_nobody_is_listed_on_a_day_off(at: datetime) -> None:
    CalendarDay.objects.create(date=date(2026, 11, 19), is_working=False)
    make_caller(starts_at=at + timedelta(days=1))

    assert calls.remind(at=at) == 0


def test_a_reminder_is_asked_for_once_however_often_workers_look() -> None:
    make_caller(starts_at=FRIDAY + timedelta(days=3))
    calls.remind(at=FRIDAY)
    Call.objects.update(called_at=FRIDAY)

    assert [calls.remind(at=FRIDAY + timedelta(minutes=minutes)) for minutes in (1, 60)] == [0, 0]
    assert Call.objects.count() == 1


@pytest.mark.parametrize("state", [Appointment.State.CANCELLED, Appointment.State.HELD, Appointment.State.DONE])
def test_nobody_is_reminded_of_what_does_not_take_place(state: str) -> None:
    make_caller(starts_at=FRIDAY + timedelta(days=3), state=state)

    assert calls.remind(at=FRIDAY) == 0


def test_nobody_is_reminded_of_a_time_that_they_heard_of_today() -> None:
    make_caller(starts_at=FRIDAY + timedelta(days=3), created_at=FRIDAY - timedelta(hours=1))
    make_caller(starts_at=FRIDAY + timedelta(days=3), moved_at=FRIDAY - timedelta(hours=1))

    assert calls.remind(at=FRIDAY) == 0


def test_whoever_is_to_be_called_about_the_new_time_is_not_listed_twice() -> None:
    appointment = make_caller(starts_at=FRIDAY + timedelta(days=3), moved_at=FRIDAY - timedelta(days=2))
    make_call(appointment=appointment, asked_at=FRIDAY - timedelta(days=2))

    assert calls.remind(at=FRIDAY) == 0


def test_a_time_that_was_moved_after_the_reminder_is_reminded_of_anew() -> None:
    appointment = make_caller(starts_at=FRIDAY + timedelta(days=10), moved_at=FRIDAY + timedelta(hours=1))
    make_call(appointment=appointment, about=About.REMINDER, asked_at=FRIDAY, called_at=FRIDAY)

    assert calls.remind(at=FRIDAY + timedelta(days=7)) == 1


def test_a_call_that_nobody_made_is_of_no_use_once_the_time_has_come() -> None:
    call = make_call()

    assert listed(call.appointment.starts_at) == []


def test_a_call_is_made_once_and_says_who_made_it() -> None:
    call, clerk = make_call(), make_clerk()

    calls.mark_called(call=call, by=clerk, at=NOON, note="Her husband answered.")
    with pytest.raises(CallSettled):
        calls.mark_called(call=call, by=make_clerk(), at=NOON)

    call.refresh_from_db()
    assert (call.called_by, call.called_at, call.note) == (clerk, NOON, "Her husband answered.")
    entry = Entry.objects.latest("pk")
    assert (entry.actor_id, entry.reference, entry.reason) == (clerk.pk, call.appointment.reference, "called: moved")


def test_a_call_that_is_not_needed_any_more_cannot_be_made() -> None:
    call = make_call(dropped_at=NOON)

    with pytest.raises(CallSettled):
        calls.mark_called(call=call, by=make_clerk(), at=NOON)


def test_whoever_does_not_answer_stays_on_the_list_after_the_others() -> None:
    tried, other = make_call(), make_call(about=About.REMINDER)

    calls.mark_unanswered(call=tried, by=make_clerk(), at=NOON, note="Engaged.")
    calls.mark_unanswered(call=tried, by=make_clerk(), at=NOON + timedelta(minutes=5))

    tried.refresh_from_db()
    assert (tried.tries, tried.note) == (2, "Engaged.")
    assert list(Call.objects.due(NOON).in_order()) == [other, tried]


def test_a_tick_by_mistake_is_taken_back() -> None:
    call = make_call()
    calls.mark_called(call=call, by=make_clerk(), at=NOON)

    calls.take_back(call=call, by=make_clerk(), at=NOON)

    assert listed() == [About.MOVED]


def test_what_the_appointment_has_overtaken_does_not_come_back() -> None:
    appointment = make_caller()
    call = make_call(appointment=appointment, called_at=NOON)
    Appointment.objects.update(moved_at=NOON + timedelta(hours=1))

    with pytest.raises(CallSettled):
        calls.take_back(call=call, by=make_clerk(), at=NOON)


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
@pytest.mark.parametrize("about", About.values)
def test_what_is_said_names_the_reference_or_time_and_never_the_topic(about: str, language: str) -> None:
    service = make_bookable_service(name_zh_hans="离婚咨询", name_en="Divorce", name_ko="이혼")
    call = make_call(appointment=make_caller(service=service), about=about)

    words = said(call, language=language)

    assert "Kim Minji" in words
    assert call.appointment.reference in words or "10:00" in words
    assert "%(" not in words
    assert not any(word in words for word in ("Divorce", "离婚", "이혼", "legal", "法律", "법률"))


def test_calls_go_with_the_name_and_number_of_a_guest() -> None:
    make_call(appointment=make_caller(starts_at=NOON + timedelta(days=1)))

    privacy.expire(NOON + privacy.KEPT_CONTACT + timedelta(days=3))

    assert not Call.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_clerks_who_press_at_once_one_has_made_the_call() -> None:
    call = make_call()
    clerks = [make_clerk() for _ in range(4)]

    results = at_once([lambda one=one: calls.mark_called(call=call, by=one, at=NOON) for one in clerks])

    assert sum(isinstance(result, CallSettled) for result in results) == 3
    assert Entry.objects.filter(reason="called: moved").count() == 1


def remind_while_cancelling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A worker lists somebody, slowly, while they cancel; what is left to say to them."""
    whole = calls.ask_for_call

    def slowly(appointment: Appointment, about: str, **facts: Any) -> None:
        if about == About.REMINDER:
            sleep(1)
        whole(appointment, about, **facts)

    monkeypatch.setattr(calls, "ask_for_call", slowly)
    appointment, clerk = make_caller(starts_at=FRIDAY.astimezone(UTC) + timedelta(days=3)), make_clerk()

    def cancel() -> None:
        sleep(0.4)
        changing.cancel(appointment=appointment, by=clerk, at=FRIDAY, by_client=True)

    at_once([lambda: calls.remind(at=FRIDAY), cancel])
    return listed(FRIDAY)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_cancels_while_they_are_listed_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    assert remind_while_cancelling(monkeypatch) == []


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_somebody_who_cancelled_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        without_lock(patch, Appointment)
        assert remind_while_cancelling(patch) == [About.REMINDER]
