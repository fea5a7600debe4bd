"""A contract from the draft to both signatures: who does what, what is kept, what is refused."""

import hashlib

import pytest
from django.utils import timezone

from commons.notifications.models import Message
from institutions import errors
from institutions.contract_edition import edition_of
from institutions.errors import contracts as refusals
from institutions.models import Contract, ContractCopy
from institutions.services import contracts
from institutions.services.contract_copies import AlteredCopy, read_copy
from tests.documents.files import a_pdf, an_image, uploaded
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import TODAY, agree, countersigned, drafted, renewal, representative_of, signed

pytestmark = pytest.mark.django_db


def told(occasion: str) -> list[Message]:
    return list(Message.objects.filter(template="institutions/contract_news", key__contains=f":{occasion}:"))


def test_draft_begins_with_what_the_institution_asked_for() -> None:
    application = making.make_application(state="approved", desks=3, room_hours=12, months=6)

    proposed = contracts.proposed(application=application, at=NOON)

    assert (proposed["desks"], proposed["room_hours"], proposed["area"]) == (3, 12, application.area)
    assert proposed["starts_on"] == application.wanted_from
    assert (proposed["ends_on"] - proposed["starts_on"]).days in range(180, 185)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-12-15", 12, "2027-12-15"), ("2024-01-30", 1, "2024-02-29")],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: str, months: int, last: str) -> None:
    from datetime import date

    assert contracts.months_later(date.fromisoformat(day), months).isoformat() == last


def test_drafted_contract_is_told_to_everybody_who_acts_for_the_institution() -> None:
    institution = making.make_institution(member=make_resident())
    making.make_member(institution, duty="colleague")

    contract = drafted(institution)

    assert contract.state == "drafted"
    assert len(told("drafted")) == 2
    assert contract.reference in told("drafted")[0].subject


@pytest.mark.parametrize("state", ["draft", "in-review", "declined", "withdrawn"])
def test_only_an_approved_application_gets_a_contract(state: str) -> None:
    application = making.make_application(state=state)

    with pytest.raises(refusals.NotApproved):
        contracts.draft(application=application, agreement=agree(), by=making.make_officer(), at=NOON)


def test_application_gets_one_contract_until_that_is_given_up() -> None:
    contract = drafted()
    officer, application = making.make_officer(), contract.application
    assert application is not None

    with pytest.raises(refusals.NotApproved):
        contracts.draft(application=application, agreement=agree(), by=officer, at=NOON)
    contracts.drop(contract=contract, reason="Not wanted.", by=officer, at=NOON)

    assert contracts.draft(application=application, agreement=agree(), by=officer, at=NOON).state == "drafted"


def test_officer_drafts_nothing_for_an_institution_of_their_own() -> None:
    officer = making.make_officer()
    institution = making.make_institution(member=officer)

    with pytest.raises(errors.NotYourMove):
        drafted(institution, by=officer)


def test_signed_copy_is_kept_with_its_hash_and_the_drafter_is_told() -> None:
    content = a_pdf(2)
    contract = drafted(making.make_institution(member=make_resident()))

    contracts.sign(
        contract=contract, edition=edition_of(contract), upload=uploaded(content),
        by=representative_of(contract.institution), at=NOON,
    )  # fmt: skip

    contract.refresh_from_db()
    copy = contract.copies.get()
    assert (contract.state, contract.signed_at) == ("signed", NOON)
    assert (copy.side, copy.sha256) == ("institution", hashlib.sha256(content).hexdigest())
    assert read_copy(copy) == content
    assert [message.recipient for message in told("officer:signed")] == [contract.drafted_by]


def test_nobody_signs_what_was_changed_meanwhile() -> None:
    contract = drafted(making.make_institution(member=make_resident()))
    read = edition_of(contract)
    contracts.edit(
        contract=contract, agreement=agree(terms=contract.terms, area=contract.area, desks=1), by=making.make_officer(),
        at=NOON,
    )  # fmt: skip

    with pytest.raises(refusals.ContractChanged):
        contracts.sign(
            contract=contract, edition=read, upload=uploaded(a_pdf()), by=representative_of(contract.institution),
            at=NOON,
        )  # fmt: skip
    assert not contract.copies.exists()
    assert len(told("changed")) == 1


def test_saving_a_draft_unchanged_tells_nobody() -> None:
    contract = drafted(making.make_institution(member=make_resident()))

    contracts.edit(
        contract=contract, agreement=agree(terms=contract.terms, area=contract.area), by=making.make_officer(), at=NOON
    )

    assert not told("changed")


def test_colleague_does_not_sign() -> None:
    contract = drafted()
    colleague = making.make_member(contract.institution, duty="colleague")

    with pytest.raises(errors.NotYourMove):
        contracts.sign(contract=contract, edition=edition_of(contract), upload=uploaded(a_pdf()), by=colleague, at=NOON)
    assert not ContractCopy.objects.exists()


def test_copy_is_a_pdf() -> None:
    contract = drafted()

    with pytest.raises(refusals.CopyNotPdf):
        contracts.sign(
            contract=contract, edition=edition_of(contract), upload=uploaded(an_image()),
            by=representative_of(contract.institution), at=NOON,
        )  # fmt: skip


def test_contract_whose_days_are_over_is_not_signed() -> None:
    contract = drafted()
    at = timezone.now().replace(year=contract.ends_on.year + 1)

    with pytest.raises(refusals.AlreadyOver):
        contracts.sign(
            contract=contract, edition=edition_of(contract), upload=uploaded(a_pdf()),
            by=representative_of(contract.institution), at=at,
        )  # fmt: skip


def test_handed_back_contract_loses_the_copy_and_can_be_signed_again() -> None:
    contract = signed()
    document = contract.copies.get().document

    contracts.hand_back(contract=contract, reason="Page 2 is missing.", by=making.make_officer(), at=NOON)

    contract.refresh_from_db()
    document.refresh_from_db()
    assert (contract.state, contract.handed_back_because, contract.signed_by) == ("drafted", "Page 2 is missing.", None)
    assert (document.stored_as, contract.copies.count()) == ("", 0)
    assert "Page 2 is missing." in told("handed-back")[0].text
    assert signed(contract=contract).handed_back_because == ""


def test_second_officer_signs_for_the_district() -> None:
    contract = signed()
    first = contract.drafted_by
    assert first is not None

    with pytest.raises(errors.SecondOfficerNeeded):
        contracts.countersign(contract=contract, upload=uploaded(a_pdf(3)), by=first, at=NOON)


def test_contract_that_begins_today_is_in_force_at_once() -> None:
    contract = countersigned()

    assert (contract.state, contract.countersigned_at) == ("active", NOON)
    assert set(contract.copies.values_list("side", flat=True)) == {"institution", "district"}
    assert len(told("countersigned")) == len(told("started")) == 1


def test_contract_that_begins_later_waits_for_its_day() -> None:
    from datetime import timedelta

    contract = countersigned(starts_on=TODAY + timedelta(days=10))

    assert contract.state == "countersigned"


def test_district_does_not_hand_in_the_institutions_copy_again() -> None:
    content = a_pdf(2)
    contract = drafted()
    contracts.sign(
        contract=contract, edition=edition_of(contract), upload=uploaded(content),
        by=representative_of(contract.institution), at=NOON,
    )  # fmt: skip

    with pytest.raises(refusals.SameCopy):
        contracts.countersign(contract=contract, upload=uploaded(content), by=making.make_officer(), at=NOON)


def test_copy_that_waits_for_the_scanner_is_not_countersigned() -> None:
    contract = signed()
    document = contract.copies.get().document
    document.scan, document.scan_due_at = "pending", NOON
    document.save()

    with pytest.raises(refusals.CopyNotChecked):
        contracts.countersign(contract=contract, upload=uploaded(a_pdf(3)), by=making.make_officer(), at=NOON)


def test_institution_gives_a_contract_up_and_the_drafter_is_told() -> None:
    contract = signed()

    contracts.drop(
        contract=contract, reason="We chose another city.", by=representative_of(contract.institution), at=NOON
    )

    contract.refresh_from_db()
    assert (contract.state, contract.copies.count()) == ("dropped", 0)
    assert "We chose another city." in told("officer:dropped")[0].text


def test_terminated_contract_ends_at_once() -> None:
    contract = countersigned()

    contracts.terminate(contract=contract, reason="By agreement.", by=making.make_officer(), at=NOON)

    contract.refresh_from_db()
    assert (contract.state, contract.terminated_at) == ("terminated", NOON)
    assert not contract.institution.contracts.in_force().exists()
    assert "By agreement." in told("terminated")[0].text


def test_contract_is_renewed_once_and_later() -> None:
    contract = countersigned()

    with pytest.raises(refusals.RenewalTooEarly):
        renewal(contract, starts_on=contract.ends_on)
    renewal(contract)

    with pytest.raises(refusals.NotToBeRenewed):
        renewal(contract)


def test_altered_copy_is_given_to_nobody() -> None:
    contract = countersigned()
    copy = contract.copies.get(side="district")
    copy.sha256 = "0" * 64

    with pytest.raises(AlteredCopy):
        read_copy(copy)


def test_messages_are_written_in_each_language() -> None:
    institution = making.make_institution()
    for language in ("zh-hans", "en", "ko"):
        making.make_member(institution, make_resident(language=language))

    countersigned(institution)

    by_language = {message.language: message.subject for message in told("drafted")}
    assert len(set(by_language.values())) == 3


def test_two_contracts_of_one_institution_are_not_prepared_at_once() -> None:
    before = countersigned(making.make_institution(member=make_resident()))
    renewal(before)
    again = making.make_application(before.institution, state="approved")

    with pytest.raises(errors.ContractInPreparation):
        contracts.draft(application=again, agreement=agree(), by=making.make_officer(), at=NOON)
    assert Contract.objects.filter(institution=before.institution).count() == 2
