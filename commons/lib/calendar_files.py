"""What calendar files of every app share (RFC 5545)."""

from datetime import datetime, timedelta
from functools import cache

from icalendar import Timezone, TimezoneStandard


@cache
def beijing_time() -> Timezone:
    """China's one time zone; it has kept UTC+8 without summer time since 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 -- RFC 5545, 3.6.5: a local time
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", "Asia/Shanghai")
    zone.add_component(standard)
    return zone
