"""Days, times and numbers in the three languages."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from commons.lib import dates

BEIJING = ZoneInfo("Asia/Shanghai")
AFTERNOON = datetime(2026, 3, 5, 14, 30, tzinfo=BEIJING)


def in_each(function: object, *arguments: object, **options: object) -> dict[str, str]:
    """What the function says in every language."""
    assert callable(function)
    said = {}
    for language in ("zh-hans", "en", "ko"):
        with translation.override(language):
            said[language] = function(*arguments, **options)
    return said


def test_a_moment_is_written_as_each_language_writes_it() -> None:
    assert in_each(dates.format_moment, AFTERNOON) == {
        "zh-hans": "2026年3月5日 周四 14:30",
        "en": "Thu 5 Mar 2026, 14:30",
        "ko": "2026년 3월 5일 (목) 14:30",
    }


def test_a_card_leaves_the_year_out() -> None:
    assert in_each(dates.format_moment, AFTERNOON, short=True) == {
        "zh-hans": "3月5日 周四 14:30",
        "en": "Thu 5 Mar, 14:30",
        "ko": "3월 5일 (목) 14:30",
    }


def test_a_day_carries_its_weekday() -> None:
    assert in_each(dates.format_day, date(2026, 9, 6)) == {
        "zh-hans": "2026年9月6日 周日",
        "en": "Sun 6 Sep 2026",
        "ko": "2026년 9월 6일 (일)",
    }


def test_a_span_within_a_day_says_the_day_once() -> None:
    assert in_each(dates.format_span, AFTERNOON, AFTERNOON + timedelta(hours=2)) == {
        "zh-hans": "2026年3月5日 周四 14:30–16:30",
        "en": "Thu 5 Mar 2026, 14:30–16:30",
        "ko": "2026년 3월 5일 (목) 14:30~16:30",
    }


def test_a_span_over_several_days_says_the_year_once() -> None:
    assert in_each(dates.format_span, AFTERNOON, AFTERNOON + timedelta(days=2)) == {
        "zh-hans": "2026年3月5日 周四 14:30 至 3月7日 周六 14:30",
        "en": "Thu 5 Mar 2026, 14:30 – Sat 7 Mar, 14:30",
        "ko": "2026년 3월 5일 (목) 14:30 ~ 3월 7일 (토) 14:30",
    }


def test_a_span_over_new_year_says_both_years() -> None:
    eve = datetime(2026, 12, 31, 22, 0, tzinfo=BEIJING)

    with translation.override("en"):
        assert dates.format_span(eve, eve + timedelta(hours=3)) == "Thu 31 Dec 2026, 22:00 – Fri 1 Jan 2027, 01:00"


def test_an_evening_that_ends_at_midnight_ends_at_24() -> None:
    eve = datetime(2026, 12, 31, 22, 0, tzinfo=BEIJING)

    assert in_each(dates.format_span, eve, eve + timedelta(hours=2)) == {
        "zh-hans": "2026年12月31日 周四 22:00–24:00",
        "en": "Thu 31 Dec 2026, 22:00–24:00",
        "ko": "2026년 12월 31일 (목) 22:00~24:00",
    }


def test_midnight_begins_the_new_day() -> None:
    with translation.override("en"):
        assert dates.format_moment(datetime(2026, 3, 5, 0, 0, tzinfo=BEIJING)) == "Thu 5 Mar 2026, 00:00"


def test_days_without_times_join_first_and_last() -> None:
    assert in_each(dates.format_days, AFTERNOON, AFTERNOON + timedelta(days=10)) == {
        "zh-hans": "2026年3月5日 周四 至 3月15日 周日",
        "en": "Thu 5 Mar 2026 – Sun 15 Mar",
        "ko": "2026년 3월 5일 (목) ~ 3월 15일 (일)",
    }


def test_days_that_are_one_day_are_said_once() -> None:
    with translation.override("en"):
        assert dates.format_days(AFTERNOON, AFTERNOON + timedelta(hours=1)) == "Thu 5 Mar 2026"


def test_the_year_is_the_one_in_beijing_and_not_the_one_in_greenwich() -> None:
    with translation.override("en"):
        assert dates.format_day(datetime(2025, 12, 31, 16, 0, tzinfo=UTC)) == "Thu 1 Jan 2026"


def test_a_reader_in_seoul_sees_beijing_time() -> None:
    with translation.override("ko"):
        assert dates.format_moment(datetime(2026, 3, 5, 15, 30, tzinfo=ZoneInfo("Asia/Seoul"))).endswith("14:30")


@pytest.mark.parametrize("month", [1, 7])
def test_the_clock_never_changes_for_summer(month: int) -> None:
    assert dates.format_time(datetime(2026, month, 1, 6, 0, tzinfo=UTC)) == "14:00"


def test_a_time_of_day_is_taken_as_it_is() -> None:
    assert dates.format_time(time(9, 5)) == "09:05"


def test_the_date_block_has_short_names() -> None:
    assert in_each(dates.weekday_short, AFTERNOON) == {
        "zh-hans": "周四",
        "en": "Thu",
        "ko": "목",
    }
    assert in_each(dates.month_short, AFTERNOON) == {
        "zh-hans": "3月",
        "en": "Mar",
        "ko": "3월",
    }


def test_large_numbers_are_grouped() -> None:
    assert set(in_each(dates.format_number, 100_000).values()) == {"100,000"}


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        dates.format_moment(datetime(2026, 3, 5, 14, 30))  # noqa: DTZ001 - the mistake itself
