"""The sample data: whole, honest, and loaded once."""

import io
import re
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from commons.accounts.models import User
from commons.baselines.models import Baseline
from commons.lib.languages import Language
from commons.notifications.models import Delivery, Message
from commons.pictures.models import Picture
from commons.pictures.services import due_pictures
from commons.translations import services as translations
from commons.translations.models import TranslationState
from commons.translations.texts import stored_text, translated_fields
from communities.models import Community, Notice, Venue
from events.models import Event, Registration
from institutions.models import LivingRoomArea, Site
from legal_services.models import Service
from portal.sample import PASSWORD, SIGN_INS, loading, places, read
from portal.sample.canvas import Canvas
from portal.sample.pictures import PICTURES

SCRIPTS = {"zh-hans": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]", "en": r"[A-Za-z]"}
LOADED = (Community, Venue, Notice, Event, Site, LivingRoomArea, Service, Baseline, Picture)


@pytest.fixture
def plain_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw blank sheets and leave their sizing, which takes seconds, to the tests that are about it."""
    monkeypatch.setattr(places, "PICTURES", dict.fromkeys(PICTURES, lambda: Canvas("#0b5a6b", scale=1)))
    monkeypatch.setattr(loading, "due_pictures", Mock(return_value=[]))


@pytest.fixture
def sample(db: None, plain_pictures: None) -> None:
    """The sample data, loaded now."""
    call_command("load_sample", verbosity=0)


def test_a_second_run_changes_nothing(sample: None) -> None:
    counted = {
        model: model._default_manager.count() for model in (*LOADED, User, Registration, Message, TranslationState)
    }

    call_command("load_sample", verbosity=0)

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


def test_a_production_portal_refuses_the_sample(db: None, settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="--yes-in-production"):
        call_command("load_sample", verbosity=0)


def test_in_production_nobody_can_sign_in_with_the_known_password(
    db: None, settings: object, plain_pictures: None
) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]

    call_command("load_sample", "--yes-in-production", verbosity=0)

    assert not any(User.objects.get(email=one.email).has_usable_password() for one in SIGN_INS)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_drawn_wide_and_described(name: str) -> None:
    with Image.open(io.BytesIO(PICTURES[name]().png())) as image:
        assert image.size == (1600, 800)
        assert len(image.getcolors(1_000_000) or []) > 10

    assert set(read("pictures")[name]["alt"]) == {"zh", "en", "ko"}


@pytest.mark.django_db
def test_pictures_are_prepared_before_the_command_ends(plain_pictures: None, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = Mock()
    monkeypatch.setattr(loading, "due_pictures", due_pictures)
    monkeypatch.setattr(loading, "prepare_picture", prepare)

    call_command("load_sample", verbosity=0)

    assert prepare.call_count == Picture.objects.count() > 10
