"""What is kept of the frame and of the home page is written anew as soon as a row behind it has changed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commons.baselines.models import Baseline
from communities.models import Community, Notice
from legal_services.models import Service
from portal.standing import read_frame
from tests.factories import (
    NOON,
    in_three_languages,
    make_community,
    make_figure,
    make_notice,
    make_picture,
    make_service,
)


@pytest.fixture(autouse=True)
def noon(db: None) -> Any:
    """Stop the clock at noon."""
    with time_machine.travel(NOON, tick=False):
        yield


def home(client: Client, language: str = "en") -> str:
    return client.get(f"/{language}/").content.decode()


def test_the_urgent_notice_is_the_one_that_the_notices_know() -> None:
    moments = [NOON + timedelta(hours=hours) for hours in (-2, -1, -1, 1)]
    for at in moments:
        make_notice(is_urgent=True, publish_at=at)
    make_notice(is_urgent=True, publish_at=NOON - timedelta(minutes=1), expires_at=NOON)
    make_notice(is_urgent=True, publish_at=None)
    make_notice(publish_at=NOON)

    shown, known = read_frame(NOON).urgent, Notice.objects.urgent(NOON).first()

    assert shown
    assert known
    assert (shown.reference, shown.title_ko) == (known.reference, known.title_ko)


def test_the_hours_are_those_of_the_first_service() -> None:
    assert read_frame(NOON).legal_service.hours in {None, ""}
    make_service(position=2, **in_three_languages(hours="late"))
    make_service(position=1, **in_three_languages(hours="early"))

    assert read_frame(NOON).legal_service.hours_en == "English early"


def test_new_hours_are_seen_at_once_in_every_language(client: Client) -> None:
    make_service(**in_three_languages(hours="early"))
    assert "English early" in home(client)

    Service.objects.update(**in_three_languages(hours="late"))

    assert "English late" in home(client)
    assert "한국어 late" in home(client, "ko")


def test_a_community_that_changes_is_seen_at_once(client: Client) -> None:
    community = make_community(picture=make_picture())
    home(client)

    Community.objects.filter(pk=community.pk).update(**in_three_languages(name="Seaside"))

    assert "English Seaside" in home(client)
    assert "中文 Seaside" in home(client, "zh-hans")


def test_a_community_that_is_gone_is_shown_no_more(client: Client) -> None:
    community = make_community(**in_three_languages(name="Seaside"))
    assert "English Seaside" in home(client)

    community.delete()

    assert "English Seaside" not in home(client)


def test_a_figure_that_changes_is_seen_at_once(client: Client) -> None:
    make_figure("residents", 1234, on_home_page=True)
    assert "1,234" in home(client)

    Baseline.objects.update(value=4321)

    assert "4,321" in home(client)


def test_what_is_kept_costs_no_statement(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make_community()
    home(client)

    with django_assert_num_queries(5):
        home(client)
