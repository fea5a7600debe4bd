"""What is understood of a sentence in three languages."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.asking import Wanted, read

SUNDAY = date(2026, 11, 22)
THURSDAY = date(2026, 11, 26)
NOON, SIX, EIGHT = time(12), time(18), time(8)


def asked(sentence: str) -> dict[str, Any]:
    """What was understood, without what was not said."""
    return {name: value for name, value in vars(read(sentence, today=SUNDAY)).items() if value != vars(Wanted())[name]}


@pytest.mark.parametrize(
    "sentence",
    [
        "a room for 8 with a projector, Thursday afternoon",
        "Room for eight people with projector on Thursday afternoon",
        "周四下午 8 人 投影",
        "我们要一间星期四下午八个人的房间,带投影仪",
        "목요일 오후 8명 프로젝터",
        "목요일 오후에 여덟 명이 쓸 빔프로젝터 있는 방",
    ],
)
def test_the_same_wish_is_understood_in_three_languages(sentence: str) -> None:
    assert asked(sentence) == {
        "people": 8,
        "equipment": frozenset({"projector"}),
        "day": THURSDAY,
        "starts": NOON,
        "ends": SIX,
    }


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("today", SUNDAY),
        ("tomorrow", date(2026, 11, 23)),
        ("the day after tomorrow", date(2026, 11, 24)),
        ("next Thursday", date(2026, 11, 26)),
        ("thu", THURSDAY),
        ("Sunday", SUNDAY),
        ("26 November", THURSDAY),
        ("Nov 26th", THURSDAY),
        ("on the 26th", THURSDAY),
        ("2026-12-01", date(2026, 12, 1)),
        ("3 February", date(2027, 2, 3)),
        ("今天", SUNDAY),
        ("明天", date(2026, 11, 23)),
        ("后天", date(2026, 11, 24)),
        ("下周四", THURSDAY),
        ("礼拜天", SUNDAY),
        ("11月26号", THURSDAY),
        ("十一月二十六日", THURSDAY),
        ("26号", THURSDAY),
        ("2026年12月1日", date(2026, 12, 1)),
        ("오늘", SUNDAY),
        ("내일", date(2026, 11, 23)),
        ("모레", date(2026, 11, 24)),
        ("다음 주 목요일", THURSDAY),
        ("이번 주 목요일", THURSDAY),
        ("11월 26일", THURSDAY),
        ("2026년 12월 1일", date(2026, 12, 1)),
        ("26일", THURSDAY),
    ],
)
def test_days_are_understood(sentence: str, day: date) -> None:
    assert asked(sentence) == {"day": day}


def test_next_thursday_is_that_of_next_week() -> None:
    assert read("next thursday", today=date(2026, 11, 24)).day == date(2026, 12, 3)
    assert read("下周四", today=date(2026, 11, 24)).day == date(2026, 12, 3)
    assert read("다음 주 목요일", today=date(2026, 11, 24)).day == date(2026, 12, 3)
    assert read("thursday", today=date(2026, 11, 24)).day == THURSDAY


@pytest.mark.parametrize(
    ("sentence", "starts", "ends"),
    [
        ("at 14:30", time(14, 30), None),
        ("2 pm", time(14), None),
        ("2-4pm", time(14), time(16)),
        ("10 to 12 am", time(10), time(0)),
        ("14:00-16:00", time(14), time(16)),
        ("9am", time(9), None),
        ("下午两点", time(14), None),
        ("下午2点半到4点", time(14, 30), time(16)),
        ("14点", time(14), None),
        ("上午十点到十一点半", time(10), time(11, 30)),
        ("오후 2시", time(14), None),
        ("오후 2시 반부터 4시까지", time(14, 30), time(16)),
        ("오전 열시", time(10), None),
        ("14시 30분", time(14, 30), None),
    ],
)
def test_times_are_understood(sentence: str, starts: time, ends: time | None) -> None:
    found = read(sentence, today=SUNDAY)

    assert (found.starts, found.ends or None, found.is_exact, found.people, found.minutes) == (
        starts,
        ends or None,
        True,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("2 hours", 120),
        ("for two hours", 120),
        ("1.5 h", 90),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("90 minutes", 90),
        ("all day", 480),
        ("两个小时", 120),
        ("一个半小时", 90),
        ("半小时", 30),
        ("90分钟", 90),
        ("1.5小时", 90),
        ("全天", 480),
        ("두 시간", 120),
        ("1시간 반", 90),
        ("30분", 30),
        ("2시간 동안", 120),
        ("하루 종일", 480),
    ],
)
def test_lengths_are_understood(sentence: str, minutes: int) -> None:
    assert asked(sentence) == {"minutes": minutes}


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("8 people", 8),
        ("for twelve", 12),
        ("a dozen people", 12),
        ("for 20 guests", 20),
        ("十二个人", 12),
        ("20位", 20),
        ("两个人", 2),
        ("一百二十人", 120),
        ("8명", 8),
        ("열두 명", 12),
        ("스무 명", 20),
        ("3인", 3),
    ],
)
def test_people_are_understood(sentence: str, people: int) -> None:
    assert asked(sentence) == {"people": people}


@pytest.mark.parametrize(
    ("sentence", "things"),
    [
        ("video conferencing and a whiteboard", {"video", "whiteboard"}),
        ("a big screen, microphones", {"screen", "microphones"}),
        ("同传、视频会议", {"interpreting", "video"}),
        ("大屏幕和话筒", {"screen", "microphones"}),
        ("货架 茶水间", {"shelves", "kitchen"}),
        ("화상 회의 화이트보드", {"video", "whiteboard"}),
        ("통역 부스와 마이크", {"interpreting", "microphones"}),
        ("tv", {"screen"}),
        ("interpreting booth", {"interpreting"}),
        ("打印机", {"printer"}),
        ("탕비실", {"kitchen"}),
    ],
)
def test_equipment_is_understood(sentence: str, things: set[str]) -> None:
    assert asked(sentence) == {"equipment": frozenset(things)}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("meeting room", "room"),
        ("a desk", "desk"),
        ("exhibition hall", "hall"),
        ("会议室", "room"),
        ("工位", "desk"),
        ("展厅", "hall"),
        ("회의실", "room"),
        ("책상", "desk"),
        ("강당", "hall"),
        ("a room", ""),
        ("房间", ""),
        ("방", ""),
    ],
)
def test_kinds_are_understood_and_any_room_is_no_kind(sentence: str, kind: str) -> None:
    assert asked(sentence) == ({"kind": kind} if kind else {})


@pytest.mark.parametrize("sentence", ["step-free", "for a wheelchair", "无障碍", "휠체어"])
def test_access_is_understood(sentence: str) -> None:
    assert asked(sentence) == {"step_free": True} or asked(sentence).get("step_free")


def test_a_long_wish_is_understood_whole() -> None:
    assert asked("meeting room for 12, 2 hours, tomorrow at 14:30 with video conferencing, step-free") == {
        "kind": "room",
        "people": 12,
        "minutes": 120,
        "day": date(2026, 11, 23),
        "starts": time(14, 30),
        "is_exact": True,
        "equipment": frozenset({"video"}),
        "step_free": True,
    }
    assert asked("明天下午两点到四点 12人会议室 视频会议 无障碍") == {
        "kind": "room",
        "people": 12,
        "day": date(2026, 11, 23),
        "starts": time(14),
        "ends": time(16),
        "is_exact": True,
        "equipment": frozenset({"video"}),
        "step_free": True,
    }
    assert asked("내일 오후 2시부터 2시간 동안 12명 회의실, 화상 회의") == {
        "kind": "room",
        "people": 12,
        "minutes": 120,
        "day": date(2026, 11, 23),
        "starts": time(14),
        "is_exact": True,
        "equipment": frozenset({"video"}),
    }


def test_what_is_not_understood_is_told() -> None:
    assert asked("sea view for 4") == {"people": 4, "rest": ("sea", "view")}
    assert asked("海景 4人") == {"people": 4, "rest": ("海景",)}
    assert asked("바다 전망 4명") == {"people": 4, "rest": ("바다", "전망")}
    assert asked("13月45日 25:99")["rest"]


@given(st.text(max_size=250))
def test_nothing_that_is_typed_breaks_the_reading(sentence: str) -> None:
    read(sentence, today=SUNDAY)


MIXED = (
    "8 12 2-4pm 下午 两点 十 点 半 个 小时 人 周 四 월 일 시 분 반 명",
    "오후 next thu for at half an hour . : / 99 999999",
)


@given(st.lists(st.sampled_from([word for line in MIXED for word in line.split()]), max_size=14))
def test_no_mixture_of_known_words_breaks_the_reading(words: list[str]) -> None:
    for between in ("", " "):
        found = read(between.join(words), today=SUNDAY)
        assert found.people is None or found.people > 0
        assert found.minutes is None or 0 < found.minutes <= 24 * 60
