"""Times of the day and lengths in a sentence."""

import re
from dataclasses import dataclass
from datetime import time

from institutions.asking.numbers import NUMBER_EN, NUMBER_KO, NUMBER_ZH, number_of

A_DAY = 24 * 60
NOON = 12 * 60
PARTS: tuple[tuple[str, str, int, int], ...] = (
    ("morning", r"\bmornings?\b|上午|早上|早晨|오전|아침", 8 * 60, 12 * 60),
    ("midday", r"\bmidday\b|\blunch ?time\b|中午|점심", 11 * 60, 14 * 60),
    ("afternoon", r"\bafternoons?\b|下午|오후", 12 * 60, 18 * 60),
    ("evening", r"\bevenings?\b|\bnight\b|晚上|傍晚|夜里|저녁|밤", 18 * 60, 22 * 60),
)
"""Name, words, and from when until when, in minutes since midnight."""
WHOLE_DAY = r"\b(?:all|whole|full|entire) day\b|全天|整天|一整天|하루 ?종일|종일"
WHOLE_DAY_MINUTES = 8 * 60
_HALF_EN = r"(?P<half>a\.?m\.?|p\.?m\.?|o'clock)"
_EN = rf"(?:(?:from|between|at|after|before|around) )?(?P<h>\d{{1,2}}|{NUMBER_EN})(?:[:.](?P<m>\d\d))? ?{_HALF_EN}"
_COLON = r"(?P<h>\d{1,2}):(?P<m>\d\d)"
_ZH = rf"(?P<half>上午|早上|中午|下午|晚上)?(?P<h>{NUMBER_ZH})[点时](?P<m>半|\d\d分?|{NUMBER_ZH}分)?钟?"
_KO = rf"(?:(?P<half>오전|아침|오후|저녁|밤) ?)?(?P<h>{NUMBER_KO})시(?! ?간)(?: ?(?P<m>반|\d\d ?분))?"
_SPAN_EN = (
    r"\b(?:from )?(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))? ?(?:-|–|to|until|till) ?"
    rf"(?P<h2>\d{{1,2}})(?:[:.](?P<m2>\d\d))? ?{_HALF_EN}"
)


@dataclass(frozen=True)
class Clock:
    """From when until when somebody wants it, each perhaps not said."""

    starts: time | None = None
    ends: time | None = None
    is_exact: bool = False
    """Whether it begins just then, rather than at some time of a part of the day."""


def read_length(text: str) -> tuple[int | None, str]:
    """The length in minutes, and the text without it."""
    if match := re.search(WHOLE_DAY, text):
        return WHOLE_DAY_MINUTES, _without(text, match)
    for pattern in _LENGTHS:
        if match := re.search(pattern, text):
            return _minutes(match), _without(text, match)
    return None, text


def read_clock(text: str) -> tuple[Clock, str]:
    """The times or the part of the day, and the text without them."""
    if match := re.search(_SPAN_EN, text):
        half = match["half"]
        ends = _time(match["h2"], match["m2"], half)
        starts = _time(match["h"], match["m"], half if int(match["h"]) <= int(match["h2"]) else "am")
        return Clock(starts, ends, is_exact=True), _without(text, match)
    for pattern in (_COLON, _EN, _ZH, _KO):
        if (clock := _read_times(pattern, text)) is not None:
            return clock
    for _name, words, starts_at, ends_at in PARTS:
        if match := re.search(words, text):
            return Clock(_clock(starts_at), _clock(ends_at)), _without(text, match)
    return Clock(), text


def _read_times(pattern: str, text: str) -> tuple[Clock, str] | None:
    """One or two times said in one way; the second takes the half of the day from the first when it has none."""
    found = list(re.finditer(pattern, text))[:2]
    times: list[time] = []
    half = ""
    for match in found:
        half = match.groupdict().get("half") or half or _half_before(text[: match.start()])
        if (moment := _time(match["h"], match["m"], half)) is not None:
            times.append(moment)
    if not times:
        return None
    for match in reversed(found):
        text = _without(text, match)
    text = re.sub("|".join(words for _name, words, _from, _to in PARTS), " ", text)
    ends = times[1] if len(times) > 1 and times[1] > times[0] else None
    return Clock(times[0], ends, is_exact=True), text


def _half_before(text: str) -> str:
    """The part of the day that is named somewhere before a time: 下午 … 2:30."""
    found = [word for word in ("下午", "晚上", "오후", "저녁", "afternoon", "evening") if word in text]
    return found[0] if found else ""


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    """The time of day; None for one that no clock shows."""
    hours = number_of(hour)
    minutes = 30 if minute in {"半", "반"} else int("".join(filter(str.isdecimal, minute or "")) or 0)
    is_late = (half or "").startswith("p") or half in {"下午", "晚上", "오후", "저녁", "밤", "afternoon", "evening"}
    if (is_late and hours < 12) or (half == "中午" and hours < 3):
        hours += 12
    if (half or "").startswith("a") and half != "afternoon" and hours == 12:
        hours = 0
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _minutes(match: re.Match[str]) -> int | None:
    given = match.groupdict()
    minutes = 0
    if given.get("hours"):
        whole, _dot, part = given["hours"].partition(".")
        minutes += number_of(whole) * 60 + (int(part[0]) * 6 if part else 0)
    if given.get("half"):
        minutes += 30
    if given.get("minutes"):
        minutes += number_of(given["minutes"])
    return minutes if 0 < minutes <= A_DAY else None


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


_LENGTHS = (
    r"\b(?:for )?(?P<half>half an hour|half-hour)\b",
    rf"\b(?:for )?(?P<hours>{NUMBER_EN})(?: hour)?(?P<half> and a half)(?: hours?)?\b",
    rf"\b(?:for )?(?P<hours>\d+\.\d|{NUMBER_EN}) ?-?(?:hours?|hrs?|h)\b(?: ?(?P<minutes>\d+) ?(?:minutes?|mins?|m)\b)?",
    rf"\b(?:for )?(?P<minutes>{NUMBER_EN}) ?-?(?:minutes?|mins?)\b",
    rf"(?P<hours>{NUMBER_ZH})个(?P<half>半)(?:小时|钟头)",
    r"(?P<half>半)个?(?:小时|钟头)",
    rf"(?P<hours>\d+\.\d|{NUMBER_ZH})个?(?:小时|钟头)(?P<half>半)?",
    rf"(?P<minutes>{NUMBER_ZH})分钟",
    rf"(?P<hours>{NUMBER_KO}) ?시간(?: ?(?P<half>반))?(?: ?(?P<minutes>\d+) ?분)?(?: ?동안)?",
    r"(?<!시 )(?<!시)(?<!\d)(?P<minutes>\d+) ?분(?: ?동안)?",
)
