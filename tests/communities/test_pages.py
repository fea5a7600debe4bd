"""What residents see of communities, venues and notices, in three languages."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.models import Notice, StaffMembership
from tests.factories import (
    in_three_languages,
    make_community,
    make_event,
    make_notice,
    make_picture,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db
LANGUAGES = {"zh-hans": ("zh-Hans", "中文"), "en": ("en", "English"), "ko": ("ko", "한국어")}


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def make_full_community() -> Any:
    """A community with everything that its page can show."""
    community = make_community(
        slug="wanxiang", phone="+866315551234", email="wanxiang@example.org", spoken=["zh-hans", "ko"],
        is_talent_community=True, picture=make_picture(),
        **in_three_languages(description="People.", office_hours="9:00–17:00", area="Crown Street"),
    )  # fmt: skip
    make_staff(community, full_name="Li Na", local_name="李娜")
    StaffMembership.objects.update(is_contact=True, **in_three_languages(duty="moving in"))
    venue = make_venue(slug="hall", community=community)
    for _ in range(3):
        make_notice(community=community)
        make_event(community=community, venue=venue, starts_at=timezone.now() + timedelta(days=3))
    return community


def test_the_list_shows_listed_communities_only(client: Client) -> None:
    make_community(**in_three_languages(name="Seen"))
    make_community(is_listed=False, **in_three_languages(name="Unseen"))

    html = read(client, "/en/communities/")

    assert "English Seen" in html
    assert "English Unseen" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_community_page_speaks_the_readers_language(client: Client, language: str) -> None:
    make_full_community()
    tag, word = LANGUAGES[language]

    html = read(client, f"/{language}/communities/wanxiang/")

    assert f'<html lang="{tag}">' in html
    for text in ("By the sea.", "People.", "moving in", "9:00–17:00", "a hall"):
        assert f"{word} {text}" in html
    assert "Li Na" in html
    assert "tel:+866315551234" in html
    assert "mailto:wanxiang@example.org" in html


def test_a_community_page_names_the_languages_spoken_in_the_readers_language(client: Client) -> None:
    make_community(slug="wanxiang", spoken=["zh-hans", "ko"])

    assert "Chinese · Korean" in read(client, "/en/communities/wanxiang/")
    assert "중국어 · 한국어" in read(client, "/ko/communities/wanxiang/")


def test_only_named_contacts_are_on_the_page(client: Client) -> None:
    make_staff(make_community(slug="wanxiang"), full_name="Somebody Else")

    assert "Somebody Else" not in read(client, "/en/communities/wanxiang/")


def test_a_missing_translation_is_labelled_with_its_language(client: Client) -> None:
    make_community(slug="wanxiang", summary_ko="")

    html = read(client, "/ko/communities/wanxiang/")

    assert '<span lang="en">English By the sea.</span>' in html
    assert "untranslated" in html


def test_a_page_without_a_korean_name_does_not_claim_to_exist_in_korean(client: Client) -> None:
    make_community(slug="wanxiang", name_ko="")

    html = read(client, "/en/communities/wanxiang/")

    assert 'hreflang="zh-Hans"' in html
    assert '<link rel="alternate" hreflang="ko"' not in html


def test_coming_activities_are_on_the_page_and_past_ones_are_not(client: Client) -> None:
    community = make_community(slug="wanxiang")
    make_event(community=community, title_en="Soon", starts_at=timezone.now() + timedelta(days=2))
    make_event(community=community, title_en="Long ago", starts_at=timezone.now() - timedelta(days=20))
    make_event(title_en="Elsewhere", starts_at=timezone.now() + timedelta(days=2))

    html = read(client, "/en/communities/wanxiang/")

    assert "Soon" in html
    assert "Long ago" not in html
    assert "Elsewhere" not in html


def test_notices_are_on_the_page_while_they_are_out(client: Client) -> None:
    community = make_community(slug="wanxiang")
    now = timezone.now()
    make_notice(community=community, title_en="Out now", publish_at=now - timedelta(hours=1))
    make_notice(community=community, title_en="A draft", publish_at=None)
    make_notice(community=community, title_en="Tomorrow", publish_at=now + timedelta(days=1))
    make_notice(community=community, title_en="Over", publish_at=now - timedelta(days=2), expires_at=now)

    html = read(client, "/en/communities/wanxiang/")

    assert "Out now" in html
    assert not [title for title in ("A draft", "Tomorrow", "Over") if f">{title}<" in html]


@pytest.mark.parametrize(
    ("publish_in", "expire_in", "status"),
    [(-2, None, 200), (-2, 5, 200), (None, None, 404), (2, None, 404), (-5, -1, 404)],
)
def test_a_notice_has_a_page_only_while_it_is_out(
    client: Client, publish_in: int | None, expire_in: int | None, status: int
) -> None:
    now = timezone.now()
    notice = make_notice(
        publish_at=None if publish_in is None else now + timedelta(hours=publish_in),
        expires_at=None if expire_in is None else now + timedelta(hours=expire_in),
    )

    assert client.get(f"/en/notices/{notice.reference}/").status_code == status


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_read_in_the_readers_language(client: Client, language: str) -> None:
    notice = make_notice(publish_at=timezone.now())

    html = read(client, f"/{language}/notices/{notice.reference}/")

    assert f"{LANGUAGES[language][1]} The lift is repaired on Monday." in html


def test_an_urgent_notice_is_on_every_page_and_leads_to_its_text(client: Client) -> None:
    notice = make_notice(is_urgent=True, publish_at=timezone.now(), title_en="No water tonight")

    html = read(client, "/en/communities/")

    assert f'<a href="/en/notices/{notice.reference}/">No water tonight</a>' in html


def test_the_latest_urgent_notice_comes_first() -> None:
    now = timezone.now()
    make_notice(is_urgent=True, publish_at=now - timedelta(hours=2))
    latest = make_notice(is_urgent=True, publish_at=now - timedelta(hours=1))
    make_notice(publish_at=now)

    assert Notice.objects.urgent(now).first() == latest


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_venue_shows_its_chinese_address_and_the_ways_there(client: Client, language: str) -> None:
    make_venue(slug="hall", community=make_community(), phone="+866315551234")

    html = read(client, f"/{language}/communities/venues/hall/")

    assert '<p class="address" lang="zh-Hans">威海市皇冠街道万象社区活动厅</p>' in html
    assert 'data-copy="威海市皇冠街道万象社区活动厅"' in html
    assert f'href="/{language}/communities/venues/hall/taxi/"' in html
    assert "https://uri.amap.com/marker?position=122.1" in html
    assert "https://maps.apple.com/?ll=37.4" in html


def test_a_venue_without_a_position_has_no_map_links(client: Client) -> None:
    make_venue(slug="hall", latitude=None, longitude=None)

    html = read(client, "/en/communities/venues/hall/")

    assert "amap" not in html
    assert "威海市皇冠街道万象社区活动厅" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_taxi_card_is_in_chinese_whatever_the_pages_language(client: Client, language: str) -> None:
    make_venue(slug="hall", phone="+866315551234", name_zh_hans="万象活动厅")

    html = read(client, f"/{language}/communities/venues/hall/taxi/")

    assert '<section class="taxi-card alone-on-paper" lang="zh-Hans">' in html
    for text in ("请送我到这里", "威海市皇冠街道万象社区活动厅", "万象活动厅", "0631 555 1234"):
        assert text in html


@pytest.mark.parametrize(
    "path", ["communities/nowhere/", "communities/venues/nowhere/", "communities/venues/x/taxi/", "notices/N-X/"]
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "wanxiang/", "venues/hall/", "venues/hall/taxi/"])
def test_a_page_asks_the_database_no_more_however_much_there_is(
    client: Client, django_assert_max_num_queries: Any, path: str
) -> None:
    make_full_community()

    with django_assert_max_num_queries(12):
        read(client, f"/en/communities/{path}")


def test_a_notice_page_asks_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    notice = make_notice(publish_at=timezone.now())

    with django_assert_max_num_queries(12):
        read(client, f"/en/notices/{notice.reference}/")


def test_search_engines_read_the_community_as_an_office(client: Client) -> None:
    make_full_community()

    html = read(client, "/ko/communities/wanxiang/")

    facts = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[0])
    assert facts["@type"] == "GovernmentOffice"
    assert facts["telephone"] == "+866315551234"
    assert facts["url"].endswith("/ko/communities/wanxiang/")
