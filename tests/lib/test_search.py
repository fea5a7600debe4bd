"""The search functions in SQL: what is found, what is not, and that nothing a person types is an error."""

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commons.lib.search import TextQuery
from communities.models import Community
from events.models import Event

pytestmark = pytest.mark.django_db

BODY = """法律服务专区：周六 免费咨询。
법률 상담은 토요일, 대한민국 주민 환영! Legal help, ＦＵＬＬ-day Café ПРИВЕТ ラーメン"""


def finds(query: str, body: str = BODY) -> bool:
    """Ask the database whether the query finds the body."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(hometown_tsv(%s) @@ hometown_tsq(%s), false)",
            [body, query],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "query",
    [
        "法律",
        "法律服务",
        "律",
        "区",
        "법률",
        "상담은",
        "토",
        "legal",
        "LEGAL help",
        "leg",
        "full day",
        "Ｌegal",
        "café",
        "CAFÉ",
        "привет",
        "ラーメン",
        "法律 법률 legal",
        "“legal” & help:*",
    ],
)
def test_the_text_is_found_by(query: str) -> None:
    assert finds(query)


@pytest.mark.parametrize("query", ["律法", "服法", "법상", "egal", "lega help", "法律 illegal", "茶", "률법"])
def test_the_text_is_not_found_by(query: str) -> None:
    assert not finds(query)


@pytest.mark.parametrize("query", ["", "   ", "!!!", "' & | ! :* <->", "👍🏽", "\\", "(((", "\u200b"])
def test_what_holds_no_word_finds_nothing(query: str) -> None:
    assert not finds(query)


def test_a_word_of_one_character_at_the_end_of_a_run_is_found() -> None:
    assert finds("茶", "一起喝茶")


def test_only_the_last_word_is_a_prefix() -> None:
    assert finds("help leg")
    assert not finds("leg help")


@pytest.mark.parametrize("unit", ["法律", "x", "x ", "\U00020bb7", "\ufdfa", "가나 ", "'\\ "])
def test_very_long_texts_and_queries_are_cut_and_never_refused(unit: str) -> None:
    assert finds(unit * 60_000, unit * 60_000) is (unit != "'\\ ")


@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80))
def test_no_text_is_an_error_and_each_finds_itself(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hometown_tsv(%s) @@ hometown_tsq(%s), hometown_tsq(%s) IS NULL",
            [text, text, text],
        )
        found, has_no_words = cursor.fetchone()
    assert has_no_words or found


def make_activity(slug: str, **texts: str) -> Event:
    """An activity with these texts, straight into its table."""
    community, _ = Community.objects.get_or_create(slug="searched", defaults={"name_en": "Searched", "summary_en": "-"})
    now = timezone.now()
    return Event.objects.create(
        slug=slug,
        reference=slug,
        community=community,
        kind="talk",
        created_at=now,
        changed_at=now,
        **texts,
    )


def test_an_activity_is_found_in_each_of_its_languages() -> None:
    event = make_activity(
        "tea",
        title_zh_hans="一起喝茶",
        title_en="Tea together",
        title_ko="함께 마시는 차",
    )
    make_activity("music", title_zh_hans="音乐会", title_en="Concert", title_ko="음악회")

    for query in ("喝茶", "tea", "마시는"):
        assert Event.objects.filter(search=TextQuery(query)).get() == event


def test_an_activity_is_found_by_its_new_words_after_an_edit() -> None:
    event = make_activity("tea", title_en="Tea together")

    event.title_en = "Coffee together"
    event.save()

    assert not Event.objects.filter(search=TextQuery("tea")).exists()
    assert Event.objects.filter(search=TextQuery("coffee")).exists()


@pytest.mark.parametrize("query", ["\x00", "te\x00a", "\ud800", "tea\ud800"])
def test_what_the_database_cannot_hold_is_replaced_and_not_an_error(query: str) -> None:
    make_activity("tea", title_en="Tea together")

    assert not Event.objects.filter(search=TextQuery(query)).filter(slug="none").exists()


@pytest.mark.parametrize("query", ["法律", "법률", "legal", "律"])
def test_a_search_is_served_by_the_index(query: str) -> None:
    make_activity("law", title_zh_hans="法律讲座", title_en="Legal talk", title_ko="법률 강연")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Event.objects.filter(search=TextQuery(query)).explain()

    assert "event_search" in plan
