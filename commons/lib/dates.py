"""Days, times and numbers as each language writes them; always Beijing time, wherever the reader is.

Names of days and months come from the CLDR (by way of Babel); the order of the parts is the portal's own:
`2026年3月5日 周四 14:30`, `2026년 3월 5일 (목) 14:30`, `Thu 5 Mar 2026, 14:30`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal
from django.utils.translation import get_language

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class _Manner:
    """How one language puts a date together, in the pattern letters of the CLDR."""

    locale: str
    day: str
    short_day: str
    month: str
    between_day_and_time: str
    between_times: str
    between_days: str


_MANNERS = {
    "zh-hans": _Manner("zh_Hans_CN", "y年M月d日 EEE", "M月d日 EEE", "y年M月", " ", "–", " 至 "),
    "en": _Manner("en", "EEE d MMM y", "EEE d MMM", "LLLL y", ", ", "–", " – "),
    "ko": _Manner("ko_KR", "y년 M월 d일 (EEE)", "M월 d일 (EEE)", "y년 M월", " ", "~", " ~ "),
}


def day_in_beijing(moment: date | datetime) -> date:
    """The day that an aware datetime is in; a day is itself."""
    return _in_beijing(moment).date() if isinstance(moment, datetime) else moment


def format_moment(moment: datetime, *, short: bool = False) -> str:
    """The day and the time of an aware datetime; `short` leaves the year out."""
    return _moment(_in_beijing(moment), short=short)


def format_day(day: date | datetime, *, short: bool = False) -> str:
    """The day with its weekday; `short` leaves the year out. Of an aware datetime, the day it is in Beijing."""
    manner = _manner()
    pattern = manner.short_day if short else manner.day
    return _written(day_in_beijing(day), pattern, manner.locale)


def format_time(moment: datetime | time) -> str:
    """The time of day on the 24-hour clock."""
    local = _in_beijing(moment) if isinstance(moment, datetime) else moment
    return f"{local:%H:%M}"


def format_span(start: datetime, end: datetime, *, short: bool = False) -> str:
    """From a moment to another without saying a part twice: the day once if it is one, the year once if it is one.

    An end at midnight belongs to the evening before it and is written 24:00.
    """
    manner, first, last = _manner(), _in_beijing(start), _in_beijing(end)
    until_midnight = last.time() == time(0) and last.date() == first.date() + timedelta(days=1)
    if first.date() == last.date() or until_midnight:
        clock = "24:00" if until_midnight else format_time(last)
        return f"{_moment(first, short=short)}{manner.between_times}{clock}"
    same_year = first.year == last.year
    return f"{_moment(first, short=short)}{manner.between_days}{_moment(last, short=short or same_year)}"


def format_days(first: date | datetime, last: date | datetime, *, short: bool = False) -> str:
    """From a day to another, without times; one day alone if they are the same."""
    begin, end = day_in_beijing(first), day_in_beijing(last)
    if begin == end:
        return format_day(begin, short=short)
    closing = format_day(end, short=short or begin.year == end.year)
    return f"{format_day(begin, short=short)}{_manner().between_days}{closing}"


def format_month(day: date | datetime) -> str:
    """The month and its year: 2026年3月, March 2026, 2026년 3월."""
    manner = _manner()
    return _written(day_in_beijing(day).replace(day=1), manner.month, manner.locale)


def weekday_short(day: date | datetime) -> str:
    """The short name of the weekday: 周四, Thu, 목."""
    names = get_day_names("abbreviated", locale=_locale(_manner().locale))
    return names[day_in_beijing(day).weekday()]


def month_short(day: date | datetime) -> str:
    """The short name of the month: 3月, Mar, 3월."""
    names = get_month_names("abbreviated", locale=_locale(_manner().locale))
    return names[day_in_beijing(day).month]


def format_number(number: float) -> str:
    """A number with the language's own grouping."""
    return format_decimal(number, locale=_locale(_manner().locale))


def _moment(local: datetime, *, short: bool) -> str:
    return f"{format_day(local, short=short)}{_manner().between_day_and_time}{format_time(local)}"


@lru_cache(maxsize=1024)
def _written(day: date, pattern: str, locale: str) -> str:
    """The day in the pattern; a page writes the same few days again and again."""
    return babel_date(day, format=pattern, locale=_locale(locale))


def _in_beijing(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "A datetime without a time zone is no moment."
        raise ValueError(message)
    return moment.astimezone(BEIJING)


def _manner() -> _Manner:
    return _MANNERS.get(get_language() or "en", _MANNERS["en"])


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)
