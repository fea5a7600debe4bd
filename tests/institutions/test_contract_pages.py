"""Contracts over HTTP: what the institution and the officers see and do, and what is written into the access log."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.audit.models import Act, Entry
from institutions.contract_edition import edition_of
from institutions.models import Contract, ContractCopy
from tests.documents.files import a_pdf, an_image, uploaded
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import countersigned, drafted, representative_of, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon() -> Any:
    """The portal's clock stands at noon."""
    import time_machine

    with time_machine.travel(NOON, tick=False):
        yield


def as_user(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, contract: Contract, *more: str) -> str:
    return reverse(f"institutions:{name}", args=[contract.reference, *more])


def at_desk(name: str, contract: Contract, *more: str) -> str:
    return reverse(f"institutions-desk:{name}", args=[contract.reference, *more])


def test_representative_reads_prints_signs_and_comes_back_to_it(client: Client) -> None:
    contract = drafted(making.make_institution(member=make_resident()))
    as_user(client, representative_of(contract.institution))

    page = client.get(at("contract", contract)).content.decode()
    assert at("contract_sign", contract) in page
    client.post(
        at("contract_sign", contract),
        {"edition": edition_of(contract), "copy": uploaded(a_pdf(2)), "may_sign": "on"},
    )

    contract.refresh_from_db()
    assert contract.state == "signed"
    assert "You have signed" in client.get(at("contract", contract)).content.decode()


@pytest.mark.parametrize(("field", "value"), [("copy", None), ("copy", "image"), ("may_sign", "")])
def test_signing_without_a_pdf_or_the_word_for_it_keeps_what_was_there(
    client: Client, field: str, value: str | None
) -> None:
    contract = drafted(making.make_institution(member=make_resident()))
    as_user(client, representative_of(contract.institution))
    sent: dict[str, Any] = {"edition": edition_of(contract), "copy": uploaded(a_pdf()), "may_sign": "on"}
    sent[field] = uploaded(an_image(), "contract.pdf") if value == "image" else value
    sent = {name: given for name, given in sent.items() if given}

    response = client.post(at("contract_sign", contract), sent)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not ContractCopy.objects.exists()


def test_colleague_reads_but_neither_signs_nor_gives_up(client: Client) -> None:
    contract = drafted()
    as_user(client, making.make_member(contract.institution, duty="colleague"))

    assert at("contract_sign", contract) not in client.get(at("contract", contract)).content.decode()
    client.post(
        at("contract_sign", contract), {"edition": edition_of(contract), "copy": uploaded(a_pdf()), "may_sign": "on"}
    )
    client.post(at("contract_drop", contract))

    contract.refresh_from_db()
    assert contract.state == "drafted"


def test_text_stands_in_three_languages_that_of_the_page_first(client: Client) -> None:
    contract = drafted(making.make_institution(member=make_resident()))
    as_user(client, representative_of(contract.institution))

    page = client.get(at("contract_text", contract).replace("/en/", "/ko/")).content.decode()

    places = [page.index(f'class="contract-text stack" lang="{tag}"') for tag in ("ko", "zh-Hans", "en")]
    assert places[0] == min(places)
    assert page.count(edition_of(contract)) == 3


def test_each_party_opens_the_copies_and_that_is_noted(client: Client) -> None:
    contract = countersigned(making.make_institution(member=make_resident()))
    representative, officer = representative_of(contract.institution), making.make_officer()

    for user in (representative, officer):
        for side in ("institution", "district"):
            response = as_user(client, user).get(at("contract_copy", contract, side))
            assert response.status_code == 200
            assert "private, no-store" in response["Cache-Control"]
            assert response.content.startswith(b"%PDF")

    noted = Entry.objects.filter(subject="institutions.contract", act=Act.DOWNLOAD, reference=contract.reference)
    assert sorted(noted.values_list("actor_id", "reason")) == sorted(
        (user.pk, side) for user in (representative, officer) for side in ("institution", "district")
    )


def test_copy_that_was_altered_is_shown_to_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = countersigned(making.make_institution(member=make_resident()))
    monkeypatch.setattr(
        "institutions.services.contract_copies.documents.open_content", lambda _document: iter([b"%PDF-other"])
    )

    response = as_user(client, representative_of(contract.institution)).get(at("contract_copy", contract, "district"))

    assert response.status_code == 409
    assert b"%PDF-other" not in response.content
    assert not Entry.objects.filter(act=Act.DOWNLOAD).exists()


def test_officer_drafts_a_second_countersigns_and_another_ends_it(client: Client) -> None:
    institution = making.make_institution(member=make_resident())
    application = making.make_application(institution, state="approved")
    first, second = making.make_officer(), making.make_officer()
    terms = making.make_terms()
    answers = {
        "area": application.area_id, "starts_on": "2026-03-01", "ends_on": "2027-02-28", "desks": 2, "room_hours": 10,
        "terms": terms.pk, "grace_days": 14, "remarks": "",
    }  # fmt: skip

    as_user(client, first).post(reverse("institutions-desk:contract_draft", args=[application.reference]), answers)
    contract = Contract.objects.get()
    assert (contract.state, contract.room_minutes) == ("drafted", 600)
    signed(contract=contract)
    client.post(at_desk("contract_act", contract, "countersign"), {"copy": uploaded(a_pdf(3))})
    contract.refresh_from_db()
    assert contract.state == "signed"
    as_user(client, second).post(at_desk("contract_act", contract, "countersign"), {"copy": uploaded(a_pdf(3))})
    contract.refresh_from_db()
    assert contract.state in {"countersigned", "active"}
    client.post(at_desk("contract_act", contract, "terminate"), {"reason": "By agreement."})
    contract.refresh_from_db()
    assert contract.state == "terminated"


@pytest.mark.parametrize("act", ["hand-back", "drop", "terminate"])
def test_officer_says_why(client: Client, act: str) -> None:
    contract = countersigned() if act == "terminate" else signed()
    before = contract.state

    response = as_user(client, making.make_officer()).post(at_desk("contract_act", contract, act), {"reason": " "})

    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (200, before)


def test_ended_contract_lists_what_is_still_booked(client: Client) -> None:
    institution = making.make_institution(member=make_resident())
    contract = countersigned(institution)
    booking = making.make_booking(institution=institution, title="Our fair")
    from institutions.services import contracts

    contracts.terminate(contract=contract, reason="By agreement.", by=making.make_officer(), at=NOON)

    own = as_user(client, representative_of(institution)).get(at("contract", contract)).content.decode()
    desk = as_user(client, making.make_officer()).get(at_desk("contract", contract)).content.decode()
    assert "Our fair" in own
    assert booking.reference in desk


def test_pages_ask_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    institution = making.make_institution(member=make_resident(), is_listed=True, listed_at=NOON)
    contract = countersigned(institution)
    for _ in range(5):
        countersigned()
        making.make_booking(institution=institution, starts_at=None, space=making.make_space())
    representative, officer = representative_of(institution), making.make_officer()
    slug = institution.slug
    own = [
        at("contract", contract), at("contract_text", contract), reverse("institutions:room", args=[slug]),
        reverse("institutions:profile", args=[slug]), reverse("institutions:consents", args=[slug]),
    ]  # fmt: skip
    desk = [at_desk("contract", contract), f"{reverse('institutions-desk:contracts')}?tab=in-force"]
    desk += [at_desk("contract_renew", contract), at_desk("contract_act", contract, "terminate")]
    for user, addresses in ((representative, own), (officer, desk)):
        as_user(client, user)
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200, address
