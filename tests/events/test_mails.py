"""The messages about a registration: warm, short, in the resident's language, with the facts and the way on."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from commons.lib.dates import format_moment
from commons.notifications.rendering import Words, render
from events.models import Registration
from events.services import link_to
from tests.factories import NOON, make_community, make_event, make_registration, make_resident, make_venue
from tests.pages import CJK, ParsedPage

pytestmark = pytest.mark.django_db

ALL = (
    "confirmed", "waiting", "offered", "accepted", "declined",
    "offer_expired", "cancelled", "party_reduced", "called_off", "changed",
)  # fmt: skip
WITH_FACTS = ("confirmed", "waiting", "offered", "accepted", "party_reduced", "called_off", "changed")
LANGUAGES = ("zh-hans", "en", "ko")


def words_of(kind: str, registration: Registration, **context: Any) -> Words:
    """The message as the resident gets it."""
    context |= {"registration": registration, "event": registration.event, "link": link_to(registration)}
    return render(f"events/{kind}", language=registration.resident.language, context=context)


def make_told(kind: str, language: str = "en", **fields: Any) -> Registration:
    """A registration that the message could be about."""
    state = Registration.State.OFFERED if kind == "offered" else Registration.State.CONFIRMED
    community = make_community(name_zh_hans="万象社区", name_en="Wanxiang Community", name_ko="완샹 커뮤니티")
    venue = make_venue(name_zh_hans="活动厅", name_en="Hall", name_ko="홀", address_zh="皇冠街道 1 号")
    event = make_event(
        title_zh_hans="乒乓球", title_en="Table tennis", title_ko="탁구", party_max=3, venue=venue, community=community
    )
    resident = make_resident(language=language, full_name="李英" if language == "zh-hans" else "김민지")
    return make_registration(event, resident, state=state, **{"party": 2} | fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL)
def test_subject_and_text_name_the_activity_in_the_language(kind: str, language: str) -> None:
    words = words_of(kind, make_told(kind, language))

    title = {"zh-hans": "乒乓球", "en": "Table tennis", "ko": "탁구"}[language]
    assert title in words.subject
    assert title in words.text
    assert title in words.html


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
@pytest.mark.parametrize("kind", ALL)
def test_no_line_is_left_in_english(kind: str, language: str) -> None:
    words = words_of(kind, make_told(kind, language))

    lines = [line for line in words.text.splitlines() if line and "http" not in line]
    assert [line for line in lines if not CJK.search(line)] == []


@pytest.mark.parametrize("kind", WITH_FACTS)
def test_the_facts_are_there(kind: str) -> None:
    registration = make_told(kind)

    text = words_of(kind, registration).text

    assert "When (Beijing time):\n- Sun 29 Nov 2026, 12:00–14:00" in text
    assert "皇冠街道 1 号" in text
    assert registration.reference in text


@pytest.mark.parametrize("kind", ["confirmed", "waiting", "offered", "accepted", "party_reduced", "changed"])
def test_the_signed_link_leads_to_the_registration(kind: str) -> None:
    registration = make_told(kind)

    words = words_of(kind, registration)

    assert link_to(registration) in words.text
    assert link_to(registration) in ParsedPage.of("", words.html).links


@pytest.mark.parametrize("kind", ["declined", "offer_expired", "cancelled", "called_off"])
def test_an_end_leads_to_other_activities(kind: str) -> None:
    assert "/en/events/" in words_of(kind, make_told(kind)).text


def test_an_offer_says_until_when() -> None:
    registration = make_told("offered")

    text = words_of("offered", registration).text

    with translation.override("en"):
        assert format_moment(NOON + timedelta(hours=24)) in text


def test_the_reason_for_calling_off_is_told() -> None:
    registration = make_told("called_off")
    registration.event.cancel_reason_en = "The hall is flooded."

    assert "The hall is flooded." in words_of("called_off", registration).text


def test_what_staff_write_when_they_cancel_is_told() -> None:
    text = words_of("cancelled", make_told("cancelled"), by_staff=True, note="As you asked on the phone.").text

    assert "As you asked on the phone." in text


def test_the_guests_are_named() -> None:
    registration = make_told("confirmed", party=2, guest_names=["Anna Kim"])

    assert "Anna Kim" in words_of("confirmed", registration).text


def test_markup_in_a_title_is_text_in_both_forms() -> None:
    registration = make_told("confirmed")
    registration.event.title_en = "<b>Tea</b> & cake"

    words = words_of("confirmed", registration)

    assert "<b>Tea</b> & cake" in words.text
    assert "<b>Tea" not in words.html
    assert "<b>Tea</b> & cake" in words.subject


def test_a_title_that_is_not_translated_is_labelled() -> None:
    registration = make_told("confirmed", "ko")
    registration.event.title_ko = ""

    assert "아직 번역되지 않음" in words_of("confirmed", registration).text
