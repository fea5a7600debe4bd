"""A legal service area with years behind it: the log, its people and matters, past and coming appointments, in bulk."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from commons.lib.dates import BEIJING
from commons.scheduling.models import Resource, WeeklyRule
from communities.models import Venue
from legal_services.models import Practitioner, Service, Topic
from legal_services.names import keys_of
from portal.sample import columns
from portal.sample import legal_volume_sql as sql

PREFIX = "volume"
ADVISERS, INTERPRETERS = 20, 5
SLOTS_A_DAY = 16
"""Half hours from nine to five; the log fills every one of them."""
DAYS_AHEAD = 60
APART = 5_000
"""So many sessions lie between two sessions of one matter."""
RESERVATION, APPOINTMENT = "scheduling_reservation", "legal_services_appointment"
PAST_KEYS = {
    "person": "legal_services_person", "matter": "legal_services_matter", "reservation": RESERVATION,
    "appointment": APPOINTMENT, "record": "legal_services_servicerecord",
}  # fmt: skip
COMING_KEYS = {"coming_reservation": RESERVATION, "coming_appointment": APPOINTMENT}
WORDS = {
    "spoken": ["ko", "zh-hans", "en", "ko", "ru", "ja"],
    "written": ["ko", "zh-hans", "en", "ko", "en", "en"],
    "countries": ["KR", "CN", "US", "KR", "RU", "JP", "KR", "KR", "", "GB", "CN"],
    "channels": ["in-person", "in-person", "phone", "in-person", "video"],
    "outcomes": ["answered", "answered", "continues", "settled", "answered", "not-ours", "answered"],
}
GIVEN_KOREAN = tuple(first + second for first in "민서지하수영은현" for second in "준연우윤진호아희")
GIVEN_CHINESE = tuple(first + second for first in "建志秀海文明小雅" for second in "国强英军华丽芳平")
GIVEN_LATIN = tuple(first + second for first in ("Min", "Ji", "Anna ", "Hao") for second in ("jun", "Lee", "wei", "ho"))


@transaction.atomic
def load_legal(records: int, *, at: datetime) -> None:
    """Add so many service records with what belongs to them, twenty advisers who gave them, and what is booked.

    Every second session was an appointment; four sessions in all make a person, two a matter. The sessions fill the
    working days of the twenty advisers up to yesterday's week. Half of the next sixty days is booked.
    """
    services = _services()
    advisers = _practitioners(services, at)
    today = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {
        "records": records,
        "apart": max(1, min(APART, records // 4)),
        "persons": max(1, records // 4),
        "advisers": [adviser.pk for adviser in advisers],
        "resources": [adviser.resource_id for adviser in advisers],
        "services": [service.pk for service in services],
        "kinds": [service.kind for service in services],
        "topics": list(Topic.objects.values_list("pk", flat=True)) or [None],
        "slots": SLOTS_A_DAY,
        "monday": today.replace(tzinfo=None) - timedelta(days=today.weekday() + 7),
        "today": today.replace(tzinfo=None),
        "days_ahead": DAYS_AHEAD,
        "at": at,
        **_names(),
        **WORDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SESSIONS, values)
        values |= _keys(cursor, PAST_KEYS, records)
        for statement in sql.OF_THE_PAST:
            cursor.execute(statement, values)
        cursor.execute(sql.COMING_SESSIONS, values)
        cursor.execute("SELECT count(*) FROM volume_coming")
        values |= _keys(cursor, COMING_KEYS, cursor.fetchone()[0])
        for statement in sql.TO_COME:
            cursor.execute(statement, values)


def _keys(cursor: Any, tables: dict[str, str], count: int) -> dict[str, int]:
    """The first of so many keys that nobody else will draw, for each of the tables."""
    first = {}
    for name, table in tables.items():
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first[name] = cursor.fetchone()[0]
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first[name] + count])
    return first


def measure_legal_tables() -> None:
    """Let the planner know what has grown."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sql.TABLES)}")


def _names() -> dict[str, list[str]]:
    """Names in three scripts, each with its keys joined by a character that no key holds."""
    spelled = [f"{surname}{given}" for surname in "김이박최정강조윤장임" for given in GIVEN_KOREAN]
    spelled += [f"{surname}{given}" for surname in "王李张刘陈杨赵黄周吴" for given in GIVEN_CHINESE]
    spelled += [
        f"{given} {surname}" for surname in ("Kim", "Park", "Wang", "Smith", "Ivanova") for given in GIVEN_LATIN
    ]
    return {"names": spelled, "name_keys": ["\t".join(keys_of(name)) for name in spelled]}


def _services() -> list[Service]:
    """The services that are there, one of each kind of its own on an empty portal; most sessions are consultations."""
    known = list(Service.objects.order_by("pk"))
    if not known:
        venue = Venue.objects.order_by("pk").first() or _venue()
        kinds = Service.Kind.values
        known = [Service.objects.create(slug=f"{PREFIX}-{kind}", kind=kind, venue=venue, **_texts()) for kind in kinds]
    Service.objects.filter(pk__in=[service.pk for service in known], kind="consultation").update(is_bookable=True)
    consultations = [service for service in known if service.kind == "consultation"]
    return known + consultations * 3


def _texts() -> dict[str, str]:
    fields = ("name", "summary", "whom_for", "cost", "duration", "bring", "hours")
    return {f"{field}_en": f"Volume sample: {field}" for field in fields}


def _venue() -> Venue:
    named = columns("name", {"en": "Sample Hall"})
    return Venue.objects.create(slug=f"{PREFIX}-legal", address_zh="示例地址", is_step_free=True, **named)


def _practitioners(services: list[Service], at: datetime) -> list[Practitioner]:
    """Advisers, every second of whom speaks Korean, and interpreters; answers the advisers."""
    first = Practitioner.objects.filter(name__startswith=PREFIX.title()).count()
    made = [
        _practitioner(number, number - first, services, at) for number in range(first, first + ADVISERS + INTERPRETERS)
    ]
    return made[:ADVISERS]


def _practitioner(number: int, turn: int, services: list[Service], at: datetime) -> Practitioner:
    interprets = turn >= ADVISERS
    name = f"{PREFIX.title()} {'interpreter' if interprets else 'adviser'} {number}"
    kind = "interpreter" if interprets else "adviser"
    resource = Resource.objects.create(kind=kind, name=name, created_at=at)
    languages = ["zh-hans", "ko"] if interprets or turn % 2 else ["zh-hans", "en"]
    made = Practitioner.objects.create(
        resource=resource, name=name, languages=languages, advises=not interprets, mediates=not interprets,
        interprets=interprets,
    )  # fmt: skip
    if not interprets:
        made.services.set({service.pk for service in services})
    since = (at - timedelta(days=3650)).date()
    WeeklyRule.objects.bulk_create(
        WeeklyRule(
            resource=resource, weekday=day, starts=time(9), ends=time(17), valid_from=since, created_at=at
        )
        for day in range(5)
    )  # fmt: skip
    return made
