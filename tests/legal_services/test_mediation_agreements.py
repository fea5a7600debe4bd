"""Agreements: the 30 days for a joint confirmation by the court, and the follow-up of what was promised."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commons.notifications.models import Message
from legal_services.errors import mediation as errors
from legal_services.models import Agreement, FollowUp, Mediation
from legal_services.services.mediation import agreements
from legal_services.services.mediation.agreements import window_ends
from tests.factories import make_resident
from tests.legal_services.cases import make_mediation, noon
from tests.legal_services.making import make_clerk, make_person

pytestmark = pytest.mark.django_db

State = Mediation.State
AGREED = date(2026, 3, 2)
"""A Monday; 30 days later is Wednesday 1 April."""


@pytest.mark.parametrize(
    ("effective_on", "last"),
    [
        (date(2026, 3, 2), date(2026, 4, 1)),
        # The 30th day falls on 1 October: the first working day after golden week is the 8th.
        (date(2026, 9, 1), date(2026, 10, 8)),
        # A Sunday on which offices work in place of a day of golden week is a working day.
        (date(2026, 8, 21), date(2026, 9, 20)),
        (date(2026, 2, 5), date(2026, 3, 9)),
    ],
)
def test_the_window_is_thirty_days_and_never_ends_on_a_day_off(effective_on: date, last: date) -> None:
    assert window_ends(effective_on) == last


def agreed(**fields: Any) -> tuple[Mediation, Agreement]:
    mediation = make_mediation(agreed_on=AGREED, at=noon(AGREED), **fields)
    return mediation, Agreement.objects.get(mediation=mediation)


def want(mediation: Mediation, on: date) -> None:
    for party in mediation.parties.all():
        agreements.want_confirmation(party=party, wants=True, at=noon(on))


def apply(mediation: Mediation, on: date) -> Agreement:
    return agreements.apply_for_confirmation(
        mediation=mediation, on=on, court="Jingkai court", by=make_clerk(), at=noon(on)
    )


def test_on_the_last_day_they_may_still_apply_together() -> None:
    mediation, agreement = agreed()
    want(mediation, agreement.confirm_by)

    assert apply(mediation, agreement.confirm_by).confirmation == Agreement.Confirmation.APPLIED


def test_a_day_later_it_is_too_late() -> None:
    mediation, agreement = agreed()
    late = agreement.confirm_by + timedelta(days=1)
    want(mediation, AGREED)

    with pytest.raises(errors.ConfirmationTooLate):
        apply(mediation, late)
    with pytest.raises(errors.ConfirmationTooLate):
        want(mediation, late)


def test_one_party_alone_cannot_apply() -> None:
    mediation, _agreement = agreed()
    agreements.want_confirmation(party=mediation.parties.all()[0], wants=True, at=noon(AGREED))

    with pytest.raises(errors.ConfirmationNotJoint):
        apply(mediation, AGREED)


def test_who_takes_it_back_does_not_apply() -> None:
    mediation, _agreement = agreed()
    want(mediation, AGREED)
    agreements.want_confirmation(party=mediation.parties.all()[1], wants=False, at=noon(AGREED))

    with pytest.raises(errors.ConfirmationNotJoint):
        apply(mediation, AGREED)


@pytest.mark.parametrize(("confirmed", "stands"), [(True, "confirmed"), (False, "rejected")])
def test_the_court_decides_once(confirmed: bool, stands: str) -> None:
    mediation, _agreement = agreed()
    want(mediation, AGREED)
    apply(mediation, AGREED)
    decide: dict[str, Any] = {"mediation": mediation, "on": AGREED, "by": make_clerk(), "at": noon(AGREED)}

    assert agreements.note_decision(confirmed=confirmed, **decide).confirmation == stands
    with pytest.raises(errors.MediationNotFromHere):
        agreements.note_decision(confirmed=confirmed, **decide)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("agreement_window_after_effect", {"confirm_by": AGREED}),
        ("agreement_performed_after_effect", {"perform_by": AGREED - timedelta(days=1)}),
        ("agreement_applied_within_window", {"confirmation": "applied"}),
        ("agreement_applied_within_window", {"confirmation": "applied", "applied_on": date(2026, 4, 2)}),
        ("agreement_applied_within_window", {"confirmation": "applied", "applied_on": date(2026, 3, 1)}),
        ("agreement_decided_after_applied", {"confirmation": "confirmed", "applied_on": AGREED}),
    ],
)
def test_the_database_refuses_what_the_law_does(constraint: str, facts: dict[str, Any]) -> None:
    _mediation, agreement = agreed()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**facts)


def test_a_reminder_goes_to_each_party_once_in_the_last_week() -> None:
    people = make_person(user=make_resident()), make_person(email="other@example.org")
    mediation = make_mediation(*people, agreed_on=AGREED, at=noon(AGREED))
    last = Agreement.objects.get(mediation=mediation).confirm_by
    before = Message.objects.count()

    assert agreements.remind_of_windows(at=noon(last - timedelta(days=8))) == 0
    for days in (7, 6, 0):
        assert agreements.remind_of_windows(at=noon(last - timedelta(days=days))) == 1
    assert agreements.remind_of_windows(at=noon(last + timedelta(days=1))) == 0

    assert Message.objects.count() == before + 2


def test_who_has_applied_is_not_reminded() -> None:
    mediation, agreement = agreed()
    want(mediation, AGREED)
    apply(mediation, AGREED)

    assert agreements.remind_of_windows(at=noon(agreement.confirm_by)) == 0


def test_performance_is_followed_up_until_it_is_done() -> None:
    mediation, clerk = agreed()[0], make_clerk()
    first = FollowUp.objects.get(mediation=mediation)
    assert Mediation.objects.with_follow_up_due(first.due_on).get() == mediation
    ask: dict[str, Any] = {"mediation": mediation, "by": clerk}

    agreements.follow_up(outcome="not-performed", at=noon(first.due_on), **ask)
    mediation.refresh_from_db()
    assert mediation.state == State.BROKEN
    assert not Mediation.objects.with_follow_up_due(first.due_on).exists()

    agreements.follow_up(outcome="performed", at=noon(first.due_on + timedelta(days=31)), **ask)
    mediation.refresh_from_db()
    assert (mediation.state, mediation.closed_at) == (State.PERFORMED, noon(first.due_on + timedelta(days=31)))
    assert not FollowUp.objects.filter(mediation=mediation, done_on=None).exists()
    with pytest.raises(errors.MediationNotFromHere):
        agreements.follow_up(outcome="performed", at=noon(first.due_on + timedelta(days=32)), **ask)


@pytest.mark.parametrize("form", ["written", "oral"])
def test_an_agreement_is_written_or_oral_and_never_empty(form: str) -> None:
    mediation = make_mediation(accepted=True)
    facts: dict[str, Any] = {"mediation": mediation, "form": form, "effective_on": AGREED, "by": make_clerk()}

    with pytest.raises(errors.NothingWritten):
        agreements.agree(text=" ", at=noon(AGREED), **facts)
    with pytest.raises(errors.DayNotPossible):
        agreements.agree(text="Peace", at=noon(AGREED - timedelta(days=1)), **facts)
    assert agreements.agree(text="Peace", at=noon(AGREED), **facts).form == form


def test_the_talks_may_end_without_an_agreement_and_say_why() -> None:
    mediation, clerk = make_mediation(accepted=True), make_clerk()

    with pytest.raises(errors.NothingWritten):
        agreements.end_without(mediation=mediation, reason="", by=clerk, at=noon(AGREED))
    ended = agreements.end_without(mediation=mediation, reason="Too far apart", by=clerk, at=noon(AGREED))

    assert ended.state == State.FAILED
