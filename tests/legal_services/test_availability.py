"""Managers: who is there when, load, waiting times and no-shows, and who works here; everybody's first page."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.scheduling.errors import NotOpenThen
from commons.scheduling.models import DatedException
from commons.scheduling.services import reserve
from commons.scheduling.spans import Span
from communities.models import StaffMembership
from legal_services.demand import Booked, demand
from legal_services.models import Appointment, Practitioner, QueueDay, QueueTicket
from legal_services.open_week import open_week
from tests import factories
from tests.factories import NOON, make_resident, make_staff
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_bookable_service,
    make_clerk,
    make_leave,
    make_matter,
    make_person,
    make_practising_user,
    make_practitioner,
    make_record,
)
from tests.legal_services.test_advisers_calendar import (
    MONDAY,
    MOST_STATEMENTS,
    as_,
    away,
    crowded_adviser,
    on,
    page,
    statements,
    url,
    words,
)

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
"""The last working day before NOON."""
States = Appointment.State


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def manager() -> User:
    return make_area_manager(language="en")


def figures_of(*people: Practitioner, days: int = 28) -> Any:
    first = NOON.date() - timedelta(days=days)
    listed = Practitioner.objects.filter(pk__in=[one.pk for one in people]).select_related("resource").order_by("pk")
    return demand(list(listed), first, NOON.date(), at=NOON)


def queued(language: str, minutes: int | None, *, number: int) -> None:
    """A number drawn on Friday at nine, called after some minutes, or left."""
    day, _new = QueueDay.objects.get_or_create(day=FRIDAY)
    drawn = on(FRIDAY, 9)
    called = {"called_at": drawn + timedelta(minutes=minutes)} if minutes is not None else {}
    QueueTicket.objects.create(
        day=day, number=number, language=language, service=make_bookable_service(), created_at=drawn,
        ended_at=drawn + timedelta(hours=1), state="done" if called else "left", **called,
    )  # fmt: skip


def test_everybodys_week_shows_hours_leave_and_what_is_booked(manager: User) -> None:
    adviser, interpreter = make_practitioner(), make_practitioner(interprets=True, languages=["ko", "zh-hans"])
    make_appointment(adviser, interpreter=interpreter, starts_at=on(MONDAY, 10))
    make_leave(interpreter, MONDAY + timedelta(days=1))
    exception = away(adviser, on(MONDAY, 13), on(MONDAY, 15), reason="Court")

    read = words(page(as_(manager), url("availability"), week="2026-11-23"))

    assert "09:00–13:00 15:00–17:00 Away 1 appointment" in read
    assert read.count("09:00–17:00") == 8
    assert "Court" in read
    assert str(exception) in read


def test_only_those_who_speak_the_language_are_shown(manager: User) -> None:
    make_practitioner(name="Speaks English", languages=["en"])
    make_practitioner(name="Speaks Korean", languages=["ko"])

    read = words(page(as_(manager), url("availability"), language="ko"))

    assert "Speaks Korean" in read
    assert "Speaks English" not in read


def test_a_weekend_is_shown_when_somebody_is_there() -> None:
    adviser = make_practitioner()
    listed = list(Practitioner.objects.select_related("resource"))
    assert len(open_week(listed, MONDAY, at=NOON).headings) == 5

    saturday = Span(on(MONDAY + timedelta(days=5), 9), on(MONDAY + timedelta(days=5), 11))
    DatedException.objects.create(resource=adviser.resource, during=saturday.stored, opens=True, created_at=NOON)

    assert len(open_week(listed, MONDAY, at=NOON).headings) == 6


def test_appointments_that_cannot_take_place_are_counted_by_person_and_found_together(manager: User) -> None:
    adviser, other = make_practitioner(), make_practitioner()
    touched = [make_appointment(one, starts_at=on(MONDAY, 10)) for one in (adviser, other)]
    for one in (adviser, other):
        make_leave(one, MONDAY)

    read = words(page(as_(manager), url("availability"), week="2026-11-23"))
    together = page(as_(make_clerk()), url("closed_times"))

    assert read.count("1 to move") == 2
    assert "2 appointments to come lie outside" in read
    assert all(one.reference in together for one in touched)


def test_waiting_runs_from_booking_to_appointment_half_and_nine_in_ten() -> None:
    adviser = make_practitioner()
    for days, hour in ((1, 9), (2, 10), (3, 11), (4, 12), (10, 13)):
        begins = on(FRIDAY, hour)
        make_appointment(adviser, starts_at=begins, created_at=begins - timedelta(days=days), state=States.DONE)
    make_appointment(adviser, starts_at=on(FRIDAY, 14), created_at=NOON - timedelta(days=90), state=States.CANCELLED)

    booked = figures_of(adviser).booked

    assert (booked.number, booked.cancelled) == (5, 1)
    assert (booked.days_waited, booked.days_waited_long) == (3.0, 7.6)


def test_who_did_not_come_is_counted_among_those_of_whom_it_was_noted() -> None:
    adviser = make_practitioner()
    states = [States.DONE, States.DONE, States.DONE, States.NO_SHOW, States.BOOKED, States.CANCELLED]
    for hour, state in enumerate(states, start=9):
        make_appointment(adviser, starts_at=on(FRIDAY, hour), state=state)

    assert figures_of(adviser).booked.no_show_rate == 25.0
    assert Booked(number=3).no_show_rate is None


def test_the_queue_waits_from_the_number_to_the_call() -> None:
    for number, (language, minutes) in enumerate([("ko", 4), ("ko", 8), ("en", 30), ("ko", None)], start=1):
        queued(language, minutes, number=number)

    found = figures_of()

    assert (found.queued.number, found.queued.left, found.queued.minutes_waited) == (4, 1, 8)
    by_language = {line.code: line for line in found.languages}
    assert (by_language["ko"].queued.number, by_language["ko"].queued.minutes_waited) == (3, 6)
    assert by_language["ko"].speakers == 0


def test_load_is_what_is_taken_of_the_hours_of_all_who_speak_a_language() -> None:
    adviser = make_practitioner(languages=["en"])
    interpreter = make_practitioner(interprets=True, languages=["ko", "en"])
    for hour in (9, 10, 11, 13):
        make_appointment(adviser, interpreter=interpreter, starts_at=on(FRIDAY, hour), minutes=60, language="ko")

    found = figures_of(adviser, interpreter, days=2)
    by_language = {line.code: line for line in found.languages}

    assert [line.load.percent for line in found.people] == [50, 50]
    assert (by_language["ko"].load.taken_hours, by_language["ko"].load.open_hours) == (4.0, 8.0)
    assert (by_language["en"].load.taken_hours, by_language["en"].load.open_hours) == (8.0, 16.0)
    assert by_language["ko"].booked.hours == 4.0
    assert [line.booked.number for line in found.people] == [4, 0]


def test_figures_stand_for_the_days_that_were_asked_for(manager: User) -> None:
    make_appointment(starts_at=on(FRIDAY, 10), state=States.DONE)
    client = as_(manager)

    within = words(page(client, url("availability_load"), first="2026-11-20", last="2026-11-20"))
    before = words(page(client, url("availability_load"), first="2026-11-01", last="2026-11-19"))

    assert "Appointments, without the cancelled ones 1" in within
    assert "Appointments, without the cancelled ones 0" in before


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-11-20", "last": "2026-11-01"}, {"first": "nonsense"}, {"first": "0001-01-01"},
        {"last": "0001-01-01"}, {"last": "9999-12-31"}, {"first": "1990-01-01", "last": "2026-01-01"},
    ],
)  # fmt: skip
def test_a_period_that_makes_no_sense_still_answers(manager: User, query: dict[str, str]) -> None:
    make_practitioner()

    assert as_(manager).get(url("availability_load"), query).status_code == 200


ANSWERS = {
    "name": "Kim Bareum", "does": ["advises", "mediates"], "languages": ["ko", "zh-hans"],
    "channels": ["in-person", "phone"],
}  # fmt: skip


def test_somebody_is_added_and_asked_for_hours(manager: User) -> None:
    service, account = make_bookable_service(), make_resident(email="bareum@example.org")

    response = as_(manager).post(
        url("practitioner_new"), ANSWERS | {"services": [service.slug], "email": "Bareum@example.org"}
    )

    made = Practitioner.objects.get()
    assert response["Location"] == url("practitioner_hours", made.pk)
    assert (made.name, made.user, made.resource.name) == ("Kim Bareum", account, "Kim Bareum")
    assert (made.advises, made.mediates, made.interprets) == (True, True, False)
    assert list(made.services.all()) == [service]
    assert Entry.objects.about("legal.practitioner", str(made.pk)).get().reason == "added"


def test_an_account_belongs_to_one_practitioner_and_has_to_exist(manager: User) -> None:
    taken = make_practising_user(email="taken@example.org")
    client = as_(manager)

    again = client.post(url("practitioner_new"), ANSWERS | {"email": taken.email}).content.decode()
    nobody = client.post(url("practitioner_new"), ANSWERS | {"email": "nobody@example.org"}).content.decode()

    assert "belongs to another adviser" in again
    assert "Nobody signs in with nobody@example.org" in nobody
    assert Practitioner.objects.count() == 1


def test_what_is_said_of_somebody_is_changed(manager: User) -> None:
    adviser = make_practitioner(services=[make_bookable_service()])

    as_(manager).post(url("practitioner_edit", adviser.pk), ANSWERS | {"name": "Other Name"})

    adviser.refresh_from_db()
    assert (adviser.name, adviser.resource.name, adviser.languages) == ("Other Name", "Other Name", ["ko", "zh-hans"])
    assert not adviser.services.exists()


def test_whoever_leaves_is_booked_no_more_and_their_appointments_are_listed(manager: User) -> None:
    adviser = make_practitioner()
    user = make_practising_user(adviser)
    appointment = make_appointment(adviser, starts_at=on(MONDAY, 10), service=make_bookable_service())
    matter = make_matter(adviser=adviser)
    client = as_(manager)

    before = page(client, url("practitioner_deactivate", adviser.pk))
    response = client.post(url("practitioner_deactivate", adviser.pk), follow=True)

    assert appointment.reference in before
    assert matter.reference in before
    assert appointment.reference in response.content.decode()
    assert as_(user).get(url("calendar")).status_code == 404
    with pytest.raises(NotOpenThen):
        reserve(resources=[adviser.resource], during=Span(on(MONDAY, 14), on(MONDAY, 15)), purpose="x", at=NOON)


def test_whoever_comes_back_has_the_old_hours(manager: User) -> None:
    adviser = make_practitioner()
    client = as_(manager)
    client.post(url("practitioner_deactivate", adviser.pk))

    client.post(url("practitioner_reactivate", adviser.pk))

    assert Practitioner.objects.at_work().get() == adviser
    assert "09:00–17:00" in page(client, url("availability"), week="2026-11-23")


def test_the_list_counts_what_people_have_to_do(manager: User) -> None:
    adviser = make_practitioner()
    interpreter = make_practitioner(interprets=True, languages=["ko", "zh-hans"])
    make_appointment(adviser, interpreter=interpreter, starts_at=on(MONDAY, 10))
    make_appointment(adviser, starts_at=on(MONDAY, 11))
    make_appointment(adviser, starts_at=on(FRIDAY, 11), state=States.DONE)
    make_matter(adviser=adviser)

    listed = as_(manager).get(url("practitioners")).context["practitioners"]

    assert {one.pk: (one.coming, one.matters) for one in listed} == {adviser.pk: (2, 1), interpreter.pk: (1, 0)}


def test_own_work_lists_ones_own_day_follow_ups_and_matters() -> None:
    adviser, other = make_practitioner(), make_practitioner()
    client = as_(make_practising_user(adviser, language="en"))
    today = make_appointment(adviser, starts_at=NOON + timedelta(hours=2), name="Comes today")
    following = make_appointment(adviser, starts_at=on(MONDAY, 10), name="Comes later")
    foreign = make_appointment(other, starts_at=on(MONDAY, 10), name="Foreign client")
    matter, not_mine = make_matter(make_person("Park Minsu"), adviser=adviser), make_matter(adviser=other)
    due = make_record(matter=matter, practitioner=adviser, held_on=FRIDAY, follow_up_on=MONDAY)
    make_record(matter=not_mine, practitioner=other, held_on=FRIDAY, follow_up_on=MONDAY)

    html = page(client, url("own_work"))

    for shown in (today.reference, following.reference, matter.reference, due.reference, "Park Minsu"):
        assert shown in html
    for hidden in (foreign.reference, not_mine.reference, "Foreign client"):
        assert hidden not in html


def test_the_first_page_says_what_waits_for_each_role() -> None:
    adviser = make_practitioner()
    user, clerk = make_practising_user(adviser, language="en"), make_clerk(language="en")
    make_appointment(adviser, starts_at=on(MONDAY, 10))
    make_appointment(adviser, starts_at=NOON + timedelta(hours=2), name="Comes today")
    make_leave(adviser, MONDAY)
    make_record(practitioner=adviser, held_on=FRIDAY, follow_up_on=FRIDAY)

    own, counter = words(page(as_(user), "/en/desk/")), words(page(as_(clerk), "/en/desk/"))
    managers = words(page(as_(make_area_manager(language="en")), "/en/desk/"))

    assert all("1 appointment lies in somebody’s leave" in read for read in (own, counter, managers))
    assert "1 session is to be followed up" in own
    assert "Comes today" in own
    assert "appointments still to come 1" in counter
    assert "Comes today" not in counter
    assert "to be followed up" not in managers
    assert "Comes today" not in managers


def test_the_first_page_of_another_adviser_says_nothing_of_it() -> None:
    adviser = make_practitioner()
    make_appointment(adviser, starts_at=on(MONDAY, 10))
    make_leave(adviser, MONDAY)

    assert "Nothing is waiting for you" in page(as_(make_practising_user(language="en")), "/en/desk/")


def busy_area() -> tuple[Practitioner, User]:
    """An adviser with a full calendar among others, things due, and numbers drawn."""
    adviser, user = crowded_adviser()
    for number in range(6):
        matter = make_matter(adviser=adviser)
        make_record(matter=matter, practitioner=adviser, held_on=FRIDAY, follow_up_on=FRIDAY)
        queued("ko", number, number=number + 1)
    return adviser, user


@pytest.mark.parametrize(
    "name", ["availability", "availability_load", "practitioners", "practitioner_new", "closed_times"]
)
def test_pages_about_availability_cost_few_statements(name: str, manager: User) -> None:
    busy_area()

    assert statements(as_(manager), url(name)) <= MOST_STATEMENTS


def test_pages_about_one_person_cost_few_statements(manager: User) -> None:
    adviser, user = busy_area()

    for name in ("practitioner_edit", "practitioner_deactivate"):
        assert statements(as_(manager), url(name, adviser.pk)) <= MOST_STATEMENTS
    assert statements(as_(user), url("own_work")) <= MOST_STATEMENTS


def test_the_first_page_costs_few_statements_whoever_looks() -> None:
    _adviser, user = busy_area()
    community = factories.make_community()
    for days in (1, 2, 3):
        factories.make_event(community=community, starts_at=NOON + timedelta(days=days))
    both = make_staff(community)
    practitioner = make_practitioner()
    practitioner.user = both
    practitioner.save()
    StaffMembership.objects.get_or_create(community=community, user=user)
    administrator = User.objects.create_superuser("administrator@example.org", full_name="Administrator")

    for person in (user, both, administrator, make_clerk(), make_area_manager()):
        assert statements(as_(person), "/en/desk/") <= MOST_STATEMENTS
