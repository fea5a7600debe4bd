"""Real threads on PostgreSQL: a draft that is changed while it is signed, and many workers on one contract."""

from datetime import timedelta
from time import sleep

import pytest

from commons.lib.errors import Refusal
from institutions.contract_edition import edition_of
from institutions.errors import contracts as refusals
from institutions.models import Contract, Institution, Step
from institutions.services import contracts, lifecycle
from tests.documents.files import a_pdf, make_document, uploaded
from tests.events.test_races import at_once
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import TODAY, agree, countersigned, drafted, renewal, representative_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def unlocked(contract_id: int) -> Contract:
    """Read the contract without locking its row, and give the others time to do so too."""
    found = Contract.objects.select_related("institution", "area", "terms").get(pk=contract_id)
    sleep(0.05)
    return found


def signed_unread(patch: pytest.MonkeyPatch) -> int:
    """How often, of some rounds, an institution has signed something else than it read."""
    officer, wrong = making.make_officer(), 0
    for _ in range(ROUNDS):
        # Examined beforehand, so that both come to the row at the same moment.
        kept = (make_document(), "0" * 64)
        patch.setattr(contracts, "keep_copy", lambda kept=kept, **_upload: kept)
        contract = drafted(making.make_institution(member=make_resident()))
        read, by = edition_of(contract), representative_of(contract.institution)
        other = agree(terms=contract.terms, area=contract.area, desks=9)
        at_once([
            lambda: contracts.sign(
                contract=contract, edition=read, upload=uploaded(a_pdf()), by=by, at=NOON  # noqa: B023
            ),
            lambda: contracts.edit(contract=contract, agreement=other, by=officer, at=NOON),  # noqa: B023
        ])  # fmt: skip
        contract.refresh_from_db()
        is_signed = contract.copies.exists()
        wrong += (is_signed and edition_of(contract) != read) or (contract.state == "signed") != is_signed
    return wrong


def test_nobody_signs_what_changes_at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_unread(monkeypatch) == 0


def test_without_the_lock_something_unread_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "lock_contract", unlocked)

    # Only when the change comes last does it show: that is a matter of luck, so the race is run again.
    assert any(signed_unread(monkeypatch) for _ in range(10))


def starts() -> int:
    """How many times a renewal begins that eight workers find due at once."""
    before = countersigned(making.make_institution(member=make_resident()), ends_on=TODAY + timedelta(days=30))
    after = countersigned(contract=renewal(before))
    at = NOON + timedelta(days=31)
    results = at_once([lambda: lifecycle.run(at=at) for _ in range(8)])
    assert not [result for result in results if isinstance(result, Exception)]
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.state, after.state) == ("renewed", "active")
    return Step.objects.filter(contract=after, move="start").count()


def test_eight_workers_begin_a_renewal_once() -> None:
    assert starts() == 1


def test_without_the_locks_workers_begin_it_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "lock_contract", unlocked)
    monkeypatch.setattr(lifecycle, "lock_institution", lambda key: Institution.objects.get(pk=key))

    assert max(starts() for _ in range(4)) > 1


def drafts() -> int:
    """How many of four officers draft from one application."""
    application = making.make_application(state="approved")
    terms, area = making.make_terms(), making.make_area()
    officers = [making.make_officer() for _ in range(4)]
    results = at_once([
        lambda officer=officer: contracts.draft(
            application=application, agreement=agree(terms=terms, area=area), by=officer, at=NOON
        )
        for officer in officers
    ])  # fmt: skip
    assert all(isinstance(result, Contract | Refusal) for result in results), results
    return sum(isinstance(result, Contract) for result in results)


def test_four_officers_draft_one_contract() -> None:
    assert drafts() == 1


def test_withdrawn_application_gets_no_contract() -> None:
    """Whoever drafts from an application that somebody withdrew a moment ago is refused."""
    application = making.make_application(state="approved")
    type(application).objects.filter(pk=application.pk).update(state="withdrawn")

    with pytest.raises(refusals.NotApproved):
        contracts.draft(application=application, agreement=agree(), by=making.make_officer(), at=NOON)
