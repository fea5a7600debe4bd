"""The directory: only who wants to be named, only what they allow, only while the contract runs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from institutions import errors
from institutions.models import Institution, Shown
from institutions.services import contracts, profiles
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import countersigned, representative_of

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "name_en": "Sample House", "about_en": "Makes secret sauces.", "website": "https://house.example.org/",
    "email": "house@example.org", "phone": "+866315550123",
}  # fmt: skip
SHOWN_AS = {
    "about": "Makes secret sauces.", "website": "https://house.example.org/", "email": "house@example.org",
    "phone": "+86 631 555 0123",
}  # fmt: skip


def settle(*, shows: list[str] | None = None, is_listed: bool = True, **fields: Any) -> Institution:
    institution = making.make_institution(member=make_resident(), **FACTS | fields)
    countersigned(institution)
    if is_listed:
        profiles.consent(
            institution=institution, is_listed=True, shows=shows or [], by=representative_of(institution), at=NOON
        )
    return institution


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def directory(client: Client, query: str = "") -> str:
    return read(client, reverse("institutions:directory") + query)


def test_who_did_not_consent_is_neither_listed_nor_found_by_address(client: Client) -> None:
    institution = settle(is_listed=False)

    assert "Sample House" not in directory(client)
    assert client.get(institution.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("allowed", [None, *SHOWN_AS])
def test_each_field_is_shown_only_by_its_own_consent(client: Client, allowed: str | None) -> None:
    institution = settle(shows=[allowed] if allowed else [])

    page = read(client, institution.get_absolute_url()) + directory(client)

    assert "Sample House" in page
    assert {name for name, text in SHOWN_AS.items() if text in page} == ({allowed} if allowed else set())


def test_area_is_shown_and_searched_only_by_consent(client: Client) -> None:
    open_one, quiet = settle(shows=["area"]), settle(name_en="Quiet House")
    area = open_one.contracts.get().area
    quiet_area = quiet.contracts.get().area

    assert str(area.name_en) in read(client, open_one.get_absolute_url())
    assert "Sample House" in directory(client, f"?area={area.slug}")
    assert "Quiet House" not in directory(client, f"?area={quiet_area.slug}")


def test_words_that_are_not_shown_are_not_found(client: Client) -> None:
    settle(shows=[])
    assert "Sample House" not in directory(client, "?q=sauces")
    settle(shows=["about"], name_en="Open House")
    assert "Open House" in directory(client, "?q=sauces")


def test_filters_narrow_the_list_and_can_be_taken_off(client: Client) -> None:
    settle(kind="chamber", country="JP", name_en="Kita Chamber")
    settle(kind="company", country="KR", name_en="Seoul Company")

    page = directory(client, "?kind=chamber&country=JP")

    assert "Kita Chamber" in page
    assert "Seoul Company" not in page
    assert "1 institution" in page
    assert 'href="/en/institutions/directory/?country=JP"' in page


def test_odd_queries_are_ignored(client: Client) -> None:
    settle()

    assert "Sample House" in directory(client, "?kind=none&country=XX&area=nowhere&page=99&q=%00")


def test_entry_goes_with_the_contract_at_once(client: Client) -> None:
    institution = settle()
    assert "Sample House" in directory(client)

    contracts.terminate(contract=institution.contracts.get(), reason="By agreement.", by=making.make_officer(), at=NOON)

    assert "Sample House" not in directory(client)
    assert client.get(institution.get_absolute_url()).status_code == 404


def test_consent_is_for_representatives_and_can_be_taken_back() -> None:
    institution = settle(shows=list(Shown.values))
    colleague = making.make_member(institution, duty="colleague")

    with pytest.raises(errors.NotYourMove):
        profiles.consent(institution=institution, is_listed=True, shows=[], by=colleague, at=NOON)
    profiles.consent(
        institution=institution, is_listed=False, shows=["email"], by=representative_of(institution), at=NOON
    )

    institution.refresh_from_db()
    assert (institution.is_listed, institution.shows) == (False, [])
    assert institution.listed_by == representative_of(institution)


def test_preview_shows_what_the_public_reads_and_nothing_more(client: Client) -> None:
    institution = settle(shows=["email"])
    client.force_login(representative_of(institution), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("institutions:consents", args=[institution.slug])).content.decode()

    assert "house@example.org" in page
    assert "https://house.example.org/" not in page


def test_profile_is_saved_in_three_languages_and_leaves_consents_alone(client: Client) -> None:
    institution = settle(shows=["about"])
    client.force_login(representative_of(institution), backend="django.contrib.auth.backends.ModelBackend")

    client.post(
        reverse("institutions:profile", args=[institution.slug]),
        {"name_en": "New House", "name_ko": "새 집", "about_ko": "소개", "website": "house.example.org"},
    )

    institution.refresh_from_db()
    assert (institution.name_en, institution.name_ko) == ("New House", "새 집")
    assert institution.website == "https://house.example.org"
    assert institution.shows == ["about"]


def test_pages_ask_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    institutions = [settle(shows=list(Shown.values), name_en=f"House {number}") for number in range(6)]

    for address in (reverse("institutions:directory"), institutions[0].get_absolute_url(), "/en/institutions/"):
        with django_assert_max_num_queries(12):
            read(client, address)


def test_sitemap_names_those_that_are_listed(client: Client) -> None:
    listed, hidden = settle(), settle(is_listed=False, name_en="Hidden")

    found = client.get("/sitemap.xml").content.decode()
    found += client.get("/sitemap-directory.xml").content.decode()

    assert listed.get_absolute_url() in found
    assert hidden.get_absolute_url() not in found
