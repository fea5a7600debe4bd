"""The sample data: whole, honest, and loaded once."""

import io
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from commons.accounts.models import User
from commons.baselines.models import Baseline
from commons.lib.languages import Language
from commons.notifications.models import Delivery, Message
from commons.pictures.models import Picture
from commons.translations import services as translations
from commons.translations.models import TranslationState
from commons.translations.texts import stored_text, translated_fields
from communities.models import Community, Notice, Venue
from events.models import Event, Registration
from institutions.models import LivingRoomArea, Site
from legal_services.models import Service
from portal.sample import PASSWORD, SIGN_INS, loading, read
from portal.sample.loading import load
from portal.sample.pictures import PICTURES
from tests.conftest import empty_tables
from tests.sample import blank_pictures

SCRIPTS = {"zh-hans": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]", "en": r"[A-Za-z]"}
LOADED = (Community, Venue, Notice, Event, Site, LivingRoomArea, Service, Baseline, Picture)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The sample data, loaded once for all who look at it here: what they change is put back.

    Its pictures are blank sheets, and their sizing, which takes seconds, is left to the tests that are about it.
    """
    with django_db_blocker.unblock(), blank_pictures():
        with patch.object(loading, "due_pictures", Mock(return_value=[])):
            call_command("load_sample", verbosity=0)
        yield
        empty_tables()


@pytest.fixture
def sample(loaded: None, db: None) -> None:
    """The sample data."""


def test_a_second_run_changes_nothing(sample: None) -> None:
    counted = {
        model: model._default_manager.count() for model in (*LOADED, User, Registration, Message, TranslationState)
    }

    load(at=timezone.now())

    assert {model: model._default_manager.count() for model in counted} == counted


def test_every_state_of_an_activity_is_seen(sample: None) -> None:
    at = timezone.now()
    events = list(Event.objects.all())

    assert {str(event.availability(at).code) for event in events} == {
        *("open", "few-left", "waiting-list", "full", "closed", "not-yet-open", "over", "cancelled", "free-entry"),
    }
    assert {event.state for event in events} == {"draft", "published", "cancelled"}
    assert any(event.is_scheduled(at) for event in events)
    assert any(event.sessions.count() > 1 for event in events)
    assert len(events) >= 40
    assert set(Registration.objects.values_list("state", flat=True)) >= {
        "confirmed",
        "waiting",
        "offered",
        "called-off",
    }


def test_every_sample_text_stands_in_three_languages_each_in_its_own_script(sample: None) -> None:
    wrong = [
        f"{model.__name__} {row.pk} {field} {code}"
        for model in LOADED
        for row in model._default_manager.all()
        for field in translated_fields(model)
        for code in Language.values
        if (text := stored_text(row, field, code)) and not re.search(SCRIPTS[code], text)
    ]

    assert not wrong


def test_texts_in_the_data_differ_from_language_to_language() -> None:
    """Nobody forgot to translate a copy."""

    def texts(told: object) -> list[dict[str, str]]:
        if isinstance(told, dict) and {"zh", "en"} <= set(told) and isinstance(told["zh"], str):
            return [told]
        parts = told.values() if isinstance(told, dict) else told if isinstance(told, list) else []
        return [text for part in parts for text in texts(part)]

    found = [text for name in ("activities", "notices", "pictures", "places", "zone") for text in texts(read(name))]

    assert len(found) > 200
    assert all(len(set(text.values())) == len(text) for text in found)


def test_one_activity_lacks_korean_and_one_is_outdated(sample: None) -> None:
    swap = translations.states(Event.objects.get(slug="book-swap"))["title"]
    walk = translations.states(Event.objects.get(slug="photo-walk"))["summary"]

    assert swap.standings["ko"] == "missing"
    assert (walk.standings["en"], walk.standings["ko"]) == ("outdated", "outdated")


def test_everything_else_is_translated(sample: None) -> None:
    assert translations.coverage(Community.objects.all()) == {"zh-hans": 100, "en": 100, "ko": 100}
    assert translations.coverage(Event.objects.all())["ko"] > 90


def test_the_published_figures_keep_date_and_source(sample: None) -> None:
    figures = {figure.measure: figure for figure in Baseline.objects.all()}

    assert figures["consultation-person-times"].value == 3000
    assert figures["consultation-person-times"].is_at_least
    assert figures["mediations"].value == 21
    assert {figure.as_of.isoformat() for figure in figures.values()} == {"2022-11-22"}
    assert all("2022" in figure.source_en for figure in figures.values())


def test_each_role_can_sign_in_and_has_its_powers(sample: None) -> None:
    people = {sign_in.role: User.objects.get(email=sign_in.email) for sign_in in SIGN_INS}

    assert len(people) == len(SIGN_INS) == 12
    assert all(person.check_password(PASSWORD) for person in people.values())
    assert people["administrator"].is_superuser
    assert people["manager"].has_perm("communities.staff_every_community")
    assert [c.slug for c in Community.objects.staffed_by(people["staff"])] == ["wanxiang"]
    assert not Community.objects.staffed_by(people["resident-ko"]).exists()
    assert people["clerk"].has_perm("legal_services.work_at_the_counter")
    assert people["manager"].has_perm("legal_services.manage_the_area")
    assert people["adviser"].practitioner.advises
    assert people["interpreter"].practitioner.interprets
    assert people["officer"].has_perm("institutions.receive_institutions")
    assert people["second-officer"].has_perm("institutions.receive_institutions")


def test_residents_have_something_on_their_page(sample: None) -> None:
    for sign_in in SIGN_INS[:3]:
        states = set(Registration.objects.filter(resident__email=sign_in.email).values_list("state", flat=True))
        assert "confirmed" in states
        assert states & {"waiting", "offered"}


def test_one_notice_is_urgent_and_nobody_real_is_written_to(sample: None) -> None:
    assert Notice.objects.urgent(timezone.now()).count() == 1
    assert not User.objects.exclude(email__endswith="@example.org").exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_drawn_wide_and_described(name: str) -> None:
    with Image.open(io.BytesIO(PICTURES[name]().png())) as image:
        assert image.size == (1600, 800)
        assert len(image.getcolors(1_000_000) or []) > 10

    assert set(read("pictures")[name]["alt"]) == {"zh", "en", "ko"}
