"""Large data for measuring: made in bulk, plain to see as such, and within every rule of the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from commons.accounts.models import User
from commons.lib.languages import Language
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import ALPHABET
from communities.models import Community, Venue
from events.models import Event, Kind, Session

PREFIX = "volume"
SPREAD = timedelta(days=360)
"""Over so many days the activities lie, half of them past."""
TOPICS = {
    "zh_hans": (
        "法律讲座", "乒乓球", "国画", "合唱", "围棋", "茶艺", "徒步", "摄影", "烹饪", "急救", "英语角", "读书会",
    ),
    "en": (
        "Legal talk", "Table tennis", "Ink painting", "Choir", "Go", "Tea", "Hike", "Photography", "Cooking",
        "First aid", "English corner", "Reading circle",
    ),
    "ko": (
        "법률 강연", "탁구", "수묵화", "합창", "바둑", "다도", "등산", "사진", "요리", "응급처치", "영어 모임",
        "독서 모임",
    ),
}  # fmt: skip
WORDS = {
    "zh_hans": "欢迎新老居民参加，现场有志愿者帮忙，请提前十分钟到场。",
    "en": "Neighbours old and new are welcome; volunteers lend a hand. Please come ten minutes early.",
    "ko": "새 이웃도 오랜 이웃도 환영합니다. 자원봉사자가 도와드리니 10분 일찍 와 주세요.",
}
# A number n becomes the eight letters of (n × SCRAMBLE) mod 31⁸: never twice the same, never in a row.
SCRAMBLE, ROOM = 600_000_007, len(ALPHABET) ** 8
LETTERS = " || ".join(
    f"substr('{ALPHABET}', ((s.code / {len(ALPHABET) ** place}) %% {len(ALPHABET)})::integer + 1, 1)"
    for place in range(8)
)
REGISTRATIONS = f"""
INSERT INTO events_registration
    (reference, event_id, resident_id, party, guest_names, state, eligibility_confirmed, created_at, changed_at)
SELECT 'R-' || left(r.letters, 4) || '-' || right(r.letters, 4), e.id, u.id, 1, '{{}}',
    CASE WHEN n.turn < e.capacity THEN 'confirmed' ELSE 'waiting' END, e.min_age IS NOT NULL, n.at, n.at
FROM (
    SELECT i, i / %(events)s AS turn, i %% %(events)s AS place,
        %(since)s + (%(until)s - %(since)s) * (i::double precision / %(count)s) AS at
    FROM generate_series(0, %(count)s - 1) AS i
) AS n
JOIN (SELECT id, capacity, min_age, row_number() OVER (ORDER BY id) - 1 AS place FROM events_event
    WHERE id = ANY(%(event_ids)s)) AS e ON e.place = n.place
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_user
    WHERE id = ANY(%(resident_ids)s)) AS u ON u.place = (n.turn + n.place * 37) %% %(residents)s
CROSS JOIN LATERAL (SELECT ((n.i + %(offset)s) * {SCRAMBLE}::bigint) %% {ROOM} AS code) AS s
CROSS JOIN LATERAL (SELECT {LETTERS} AS letters) AS r
ORDER BY n.i
"""  # noqa: S608 - made of constants
STEPS = """
INSERT INTO events_registrationstep (registration_id, at, by_id, state, party, note)
SELECT id, created_at, resident_id, state, party, '' FROM events_registration
WHERE event_id = ANY(%(event_ids)s) ORDER BY id
"""


@dataclass(frozen=True)
class Amounts:
    """How much to make."""

    registrations: int
    events: int
    residents: int

    @property
    def parties(self) -> int:
        """How many register for the best attended activity."""
        return -(-self.registrations // self.events)


@transaction.atomic
def load(amounts: Amounts, *, at: datetime) -> None:
    """Add so many residents, activities and registrations to what is there already. Every fourth activity is full."""
    resident_ids = _residents(amounts.residents, at)
    event_ids = _events(amounts, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM events_registration")
        values = {
            "count": amounts.registrations,
            "events": amounts.events,
            "residents": amounts.residents,
            "event_ids": event_ids,
            "resident_ids": resident_ids,
            "offset": cursor.fetchone()[0],
            "since": at - timedelta(days=30),
            "until": at,
        }
        cursor.execute(REGISTRATIONS, values)
        cursor.execute(STEPS, values)
    touch_public_pages()


def measure_tables() -> None:
    """Let the planner know what has grown; outside the transaction, as everybody else's plans profit."""
    with connection.cursor() as cursor:
        for model in (User, Event, Session):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        cursor.execute("ANALYZE events_registration, events_registrationstep")


def _residents(count: int, at: datetime) -> list[int]:
    first = User.objects.filter(email__startswith=f"{PREFIX}-").count()
    password = make_password(None)
    people = (
        User(
            email=f"{PREFIX}-{number}@example.org",
            full_name=f"Volume Sample {number}",
            language=Language.values[number % 3],
            password=password,
            joined_at=at,
        )
        for number in range(first, first + count)
    )
    return [person.pk for person in User.objects.bulk_create(people, batch_size=5000)]


def _events(amounts: Amounts, at: datetime) -> list[int]:
    venues = _venues()
    first = Event.objects.filter(slug__startswith=f"{PREFIX}-").count()
    events = [
        _event(number, amounts, venues[number % len(venues)], at) for number in range(first, first + amounts.events)
    ]
    Event.objects.bulk_create(events, batch_size=500)
    Session.objects.bulk_create(
        [
            Session(event=event, venue=venues[number % len(venues)], starts_at=event.starts_at, ends_at=event.ends_at)
            for number, event in enumerate(events, start=first)
            if event.starts_at and event.ends_at
        ],
        batch_size=5000,
    )
    return [event.pk for event in events]


def _event(number: int, amounts: Amounts, venue: Venue, at: datetime) -> Event:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = midnight - SPREAD / 2 + SPREAD * (number % amounts.events / amounts.events)
    texts = {f"title_{code}": f"{topics[number % len(topics)]} {number}" for code, topics in TOPICS.items()}
    texts |= {f"summary_{code}": text for code, text in WORDS.items()}
    texts |= {f"description_{code}": f"{text} {texts[f'title_{code}']}" for code, text in WORDS.items()}
    return Event(
        slug=f"{PREFIX}-{number}",
        reference=f"E-{PREFIX.upper()}-{number}",
        community=venue.community,
        kind=Kind.values[number % len(Kind.values)],
        capacity=max(1, amounts.parties * 4 // 5 if number % 4 == 0 else amounts.parties + number % 7),
        state=Event.State.PUBLISHED,
        publish_at=starts_at - timedelta(days=200),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        spoken=[Language.values[number % 3]],
        created_at=at,
        changed_at=at,
        **texts,
    )


def _venues() -> list[Venue]:
    """The venues of the communities that are there; a pair of its own on an empty portal."""
    if venues := list(Venue.objects.exclude(community=None).select_related("community").order_by("pk")):
        return venues
    names = {"name_zh_hans": "示例大厅", "name_en": "Sample Hall", "name_ko": "예시 홀"}
    community = Community.objects.create(slug=PREFIX, **names, **{"summary_en": "A sample."})
    return [Venue.objects.create(slug=PREFIX, community=community, address_zh="示例地址", is_step_free=True, **names)]
