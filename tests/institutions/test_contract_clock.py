"""What the calendar does to contracts, with a moved clock, each job run twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from institutions.models import Contract, ContractReminder, Institution, Step
from institutions.services import contracts, lifecycle
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import TODAY, countersigned, renewal

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime:
    """So many days after today, at noon."""
    return NOON + timedelta(days=number)


def run_twice(at: datetime) -> None:
    lifecycle.run(at=at)
    before = (Step.objects.count(), Message.objects.count(), ContractReminder.objects.count())
    assert lifecycle.run(at=at) == 0
    assert (Step.objects.count(), Message.objects.count(), ContractReminder.objects.count()) == before


def state_of(contract: Contract) -> str:
    return str(Contract.objects.values_list("state", flat=True).get(pk=contract.pk))


def settled(**fields: Any) -> Contract:
    return countersigned(making.make_institution(member=make_resident(), is_listed=True, listed_at=NOON), **fields)


def told(contract: Contract, occasion: str) -> int:
    return Message.objects.filter(key__startswith=f"institutions:contract:{contract.reference}:{occasion}:").count()


def test_contract_lives_from_its_first_day_to_the_end_of_its_grace() -> None:
    contract = settled(starts_on=TODAY + timedelta(days=10), ends_on=TODAY + timedelta(days=200), grace_days=14)
    seen = {}
    for number in (0, 9, 10, 139, 140, 200, 201, 214, 215, 300):
        run_twice(day(number))
        seen[number] = state_of(contract)

    assert seen == {
        0: "countersigned", 9: "countersigned", 10: "active", 139: "active", 140: "expiring", 200: "expiring",
        201: "expiring", 214: "expiring", 215: "expired", 300: "expired",
    }  # fmt: skip


def test_directory_and_bookings_close_with_the_grace_and_what_is_booked_stays() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=30), grace_days=10)
    booking = making.make_booking(institution=contract.institution, starts_at=day(60).replace(hour=10))

    run_twice(day(40))
    assert Institution.objects.listed().filter(pk=contract.institution_id).exists()
    run_twice(day(41))

    assert not Institution.objects.listed().filter(pk=contract.institution_id).exists()
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("days", [60, 30, 7])
def test_institution_is_reminded_once_each_time(days: int) -> None:
    contract = settled(ends_on=TODAY + timedelta(days=100))

    run_twice(day(100 - days - 1))
    before = told(contract, "ending")
    run_twice(day(100 - days))
    run_twice(day(100 - days + 1))

    assert told(contract, "ending") == before + 1
    assert (
        Message.objects.filter(key__contains=f":ending:{days}:", key__startswith="institutions:contract").count() == 2
    )


def test_late_worker_writes_one_reminder_with_the_days_that_are_left() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=100))

    run_twice(day(95))

    assert told(contract, "ending") == 1
    message = Message.objects.get(key__startswith=f"institutions:contract:{contract.reference}:ending:")
    assert "5 days" in message.subject
    assert list(contract.reminders.values_list("days", flat=True)) == [7]


def test_nobody_is_reminded_once_the_renewal_is_signed_by_both() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=50))
    run_twice(day(1))
    after = renewal(contract)
    countersigned(contract=after)

    run_twice(day(45))

    assert told(contract, "ending") == 1


def test_renewal_takes_the_place_of_the_old_contract_in_one_moment() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=50))
    after = countersigned(contract=renewal(contract))

    run_twice(day(50))
    assert (state_of(contract), state_of(after)) == ("expiring", "countersigned")
    run_twice(day(51))

    assert (state_of(contract), state_of(after)) == ("renewed", "active")
    assert Institution.objects.listed().filter(pk=contract.institution_id).exists()


def test_renewal_signed_within_the_grace_takes_over_at_once() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=20), grace_days=14)
    run_twice(day(25))
    after = countersigned(contract=renewal(contract, at=day(25)), at=day(26))

    assert (state_of(contract), after.state) == ("renewed", "active")


def test_renewal_after_the_end_settles_the_institution_again() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=20), grace_days=0)
    run_twice(day(30))
    assert state_of(contract) == "expired"

    after = countersigned(contract=renewal(contract, at=day(30), starts_on=TODAY + timedelta(days=30)), at=day(30))

    assert (state_of(contract), after.state) == ("expired", "active")


def test_worker_that_slept_for_a_year_brings_everything_up_to_date() -> None:
    contract = settled(starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=100))

    run_twice(day(400))

    assert state_of(contract) == "expired"
    assert [step.move for step in contract.steps.all()][-3:] == ["start", "near-end", "expire"]


def test_terminated_contract_is_left_alone() -> None:
    contract = settled(ends_on=TODAY + timedelta(days=30))
    contracts.terminate(contract=contract, reason="By agreement.", by=making.make_officer(), at=NOON)

    run_twice(day(60))

    assert state_of(contract) == "terminated"


def test_one_contract_in_trouble_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (settled(starts_on=TODAY + timedelta(days=1)) for _ in range(2))
    tell = lifecycle.tell_institution

    def failing(contract: Contract, *arguments: Any, **more: Any) -> None:
        if contract.pk == first.pk:
            message = "The mail room burns."
            raise RuntimeError(message)
        tell(contract, *arguments, **more)

    monkeypatch.setattr(lifecycle, "tell_institution", failing)
    lifecycle.run(at=day(2))

    assert (state_of(first), state_of(second)) == ("countersigned", "active")
    monkeypatch.undo()
    run_twice(day(2))
    assert state_of(first) == "active"


def test_quiet_hour_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        settled()

    with django_assert_max_num_queries(5):
        lifecycle.run(at=day(1))
