"""The day in a sentence: a date, a weekday, or one said from today."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from institutions.asking.numbers import NUMBER_ZH, number_of

MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for month in names.split()
}  # fmt: skip
WEEKDAYS = {
    day: number
    for number, names in enumerate(
        (
            "monday mon 一 월", "tuesday tues tue 二 화", "wednesday wed 三 수", "thursday thurs thur thu 四 목",
            "friday fri 五 금", "saturday sat 六 토", "sunday sun 日 天 일",
        )
    )
    for day in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted((day for day in WEEKDAYS if day.isascii()), key=len, reverse=True))
A_WEEK = 7


def read_day(text: str, today: date) -> tuple[date | None, str]:
    """The first way of naming a day that fits, and the text without it; a day that has passed is of next year."""
    for pattern, meaning in _WAYS:
        for match in re.finditer(pattern, text):
            with suppress(ValueError, OverflowError):
                return meaning(match, today), f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _ahead(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _match, today: today + timedelta(days=days)


def _full(match: re.Match[str], _today: date) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _of_month(match: re.Match[str], today: date) -> date:
    """A day of a named month."""
    month = MONTHS.get(match["m"]) or number_of(match["m"])
    day = date(today.year, month, number_of(match["d"]))
    return day if day >= today else date(today.year + 1, month, day.day)


def _of_some_month(match: re.Match[str], today: date) -> date:
    """A day without its month: of this one, or of the next that has it."""
    wanted = int(match["d"])
    for day in _coming_days(today):
        if day.day == wanted:
            return day
    message = "No month has such a day."
    raise ValueError(message)


def _weekday(match: re.Match[str], today: date) -> date:
    """The next such weekday, today included; with "next", the one of next week, which begins on its Monday."""
    wanted = WEEKDAYS[match["w"]]
    if match["next"]:
        return today - timedelta(days=today.weekday()) + timedelta(days=A_WEEK + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % A_WEEK)


def _coming_days(today: date) -> Iterator[date]:
    return (today + timedelta(days=number) for number in range(92))


_WAYS: tuple[tuple[str, Callable[[re.Match[str], date], date]], ...] = (
    (r"(?P<y>20\d\d)[-/.年](?: ?)(?P<m>\d{1,2})[-/.月](?: ?)(?P<d>\d{1,2})[日号]?", _full),
    (r"(?P<y>20\d\d)년 ?(?P<m>\d{1,2})월 ?(?P<d>\d{1,2})일", _full),
    (rf"(?P<m>{NUMBER_ZH})月(?P<d>{NUMBER_ZH})[日号]?", _of_month),
    (r"(?P<m>\d{1,2})월 ?(?P<d>\d{1,2})일", _of_month),
    (rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\b\.?", _of_month),
    (rf"\b(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b", _of_month),
    (r"(?<![\d:])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d:])", _of_month),
    (r"the day after tomorrow|后天|모레", _ahead(2)),
    (r"tomorrow|明天|明日|내일", _ahead(1)),
    (r"today|tonight|今天|今日|오늘", _ahead(0)),
    (rf"(?:\b(?:(?P<next>next)|this|on) )?\b(?P<w>{_WEEKDAY})\b", _weekday),
    (r"(?:(?P<next>下个?)|这个?|本)?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])", _weekday),
    (r"(?:(?P<next>다음 ?주)|이번 ?주)? ?(?P<w>[월화수목금토일])요일", _weekday),
    (r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)\b", _of_some_month),
    (r"(?<!\d)(?P<d>\d{1,2})(?:[号日]|일)(?!\S*요일)", _of_some_month),
)
