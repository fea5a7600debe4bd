"""A service log at random, the changes that happen to one, and its figures counted the slow and plain way."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from legal_services import matters_privacy
from legal_services.figures.asking import Counts, Dimension, Part, Period
from legal_services.models import Attendance, Person, Service, ServiceRecord, Topic
from legal_services.services import merging
from tests.factories import NOON, make_service
from tests.legal_services import making

LAST = NOON.date()
DAYS = 800
"""The log goes back so far: over two turns of a year."""


def plainly(period: Period, *dimensions: Dimension) -> dict[Part | None, Counts]:
    """The figures as they are defined, from one session after another."""
    sums: dict[Part | None, _Sum] = defaultdict(_Sum)
    sums[None] = _Sum()
    records = ServiceRecord.objects.filter(voided_at=None, held_on__gte=period.first, held_on__lte=period.last)
    for record in records.select_related("service", "topic").prefetch_related("attendances__person__root"):
        everybody = {one.person.root or one.person for one in record.attendances.all()}
        sums[None].add(record, everybody, record.anonymous)
        for dimension in dimensions:
            if dimension == Dimension.COUNTRY:
                for country, people in _by_country(record, everybody).items():
                    nameless = 0 if country else record.anonymous
                    sums[Part(dimension, country)].add(record, people, nameless)
            else:
                sums[Part(dimension, _code(record, dimension))].add(record, everybody, record.anonymous)
    return {part: one.counts() for part, one in sums.items()}


def _by_country(record: ServiceRecord, everybody: set[Person]) -> dict[str | None, set[Person]]:
    countries: dict[str | None, set[Person]] = defaultdict(set)
    for person in everybody:
        countries[str(person.country) or None].add(person)
    if record.anonymous or not everybody:
        countries.setdefault(None, set())
    return countries


def _code(record: ServiceRecord, dimension: Dimension) -> str | None:
    match dimension:
        case Dimension.KIND:
            return str(record.service.kind)
        case Dimension.TOPIC:
            return record.topic.slug if record.topic else None
        case Dimension.ADVISER:
            return str(record.practitioner_id) if record.practitioner_id else None
        case Dimension.MONTH:
            return f"{record.held_on:%Y-%m}"
    return str(getattr(record, dimension.value))


@dataclass
class _Sum:
    services: int = 0
    matters: set[int] = field(default_factory=set)
    named: int = 0
    unidentified: int = 0
    persons: set[int] = field(default_factory=set)

    def add(self, record: ServiceRecord, people: set[Person], nameless: int) -> None:
        self.services += 1
        self.matters.add(record.matter_id)
        self.named += len(people)
        self.unidentified += nameless
        self.persons |= {person.pk for person in people}

    def counts(self) -> Counts:
        return Counts(
            self.services, len(self.matters), self.named + self.unidentified, len(self.persons), self.unidentified
        )


class RandomLog:
    """A log that a seed makes, and one change of it after another."""

    def __init__(self, seed: int, sessions: int = 60) -> None:
        self.random = Random(seed)
        self.clerk = making.make_clerk()
        kinds = (Service.Kind.CONSULTATION, Service.Kind.CONSULTATION, Service.Kind.NOTARIAL, Service.Kind.MEDIATION)
        self.services = [make_service(kind=kind) for kind in kinds]
        self.topics = [None, *(making.make_topic() for _ in range(3))]
        self.advisers = [None, *(making.make_practitioner(opens=None) for _ in range(3))]
        self.people = [making.make_person(country=self.country()) for _ in range(12)]
        self.matters = [making.make_matter(person) for person in self.people]
        for _ in range(sessions):
            self.log()

    def country(self) -> str:
        return self.random.choice(["KR", "KR", "CN", "RU", ""])

    def day(self) -> date:
        return LAST - timedelta(days=self.random.randrange(DAYS))

    def period(self) -> Period:
        """Some days, often beginning and ending within a month."""
        first, last = sorted((self.day(), self.day()))
        return Period(first, last)

    def log(self) -> None:
        """A session with up to four who are known and some who gave no name, also long ago and also with nobody."""
        pick = self.random.choice
        making.make_record(
            *self.random.sample(self.people, self.random.randrange(5)),
            matter=pick(self.matters), service=pick(self.services), topic=pick(self.topics),
            practitioner=pick(self.advisers), channel=pick(["in-person", "phone", "video"]),
            language=pick(["ko", "en", "zh-hans"]), anonymous=pick([0, 0, 1, 3]), held_on=self.day(),
        )  # fmt: skip

    def log_at_once(self) -> None:
        """Rows of several months in one statement, as an import brings them."""
        rows = [self._any_record() for _ in range(6)]
        for row in rows:
            copy = making.make_record(matter=row.matter, service=row.service)
            row.pk, row.reference, row.submission, row.held_on = None, copy.reference, copy.submission, self.day()
            copy.delete()
        ServiceRecord.objects.bulk_create(rows)

    def void(self) -> None:
        record = self._any_record()
        ServiceRecord.objects.filter(pk=record.pk).update(voided_at=NOON, void_reason="Entered twice")

    def restore(self) -> None:
        ServiceRecord.objects.exclude(voided_at=None).update(voided_at=None, void_reason="")

    def correct(self) -> None:
        """Another day, another matter, another everything."""
        pick = self.random.choice
        ServiceRecord.objects.filter(pk=self._any_record().pk).update(
            held_on=self.day(), matter=pick(self.matters), service=pick(self.services), topic=pick(self.topics),
            practitioner=pick(self.advisers), channel=pick(["in-person", "phone"]), language=pick(["ko", "ru"]),
            anonymous=self.random.randrange(4),
        )  # fmt: skip

    def delete(self) -> None:
        self._any_record().delete()

    def join(self) -> None:
        """Somebody is found to have been there."""
        Attendance.objects.get_or_create(record=self._any_record(), person=self.random.choice(self.people))

    def leave(self) -> None:
        attended = Attendance.objects.order_by("pk")
        attended[self.random.randrange(attended.count())].delete()

    def replace(self) -> None:
        """The one who was there was somebody else."""
        there = Attendance.objects.order_by("-pk").first()
        absent = Person.objects.exclude(attendances__record=there.record if there else None).first()
        if there and absent:
            Attendance.objects.filter(pk=there.pk).update(person=absent)

    def merge(self) -> None:
        standing = list(Person.objects.filter(pk__in=[one.pk for one in self.people], merged_into=None).order_by("pk"))
        if len(standing) > 3:
            kept, merged = self.random.sample(standing, 2)
            merging.merge(kept=kept, merged=merged, by=self.clerk, at=NOON)

    def unmerge(self) -> None:
        merged = list(Person.objects.exclude(merged_into=None).order_by("pk"))
        if merged:
            merging.unmerge(person=self.random.choice(merged), by=self.clerk, at=NOON)

    def move_abroad(self) -> None:
        Person.objects.filter(pk=self.random.choice(self.people).pk).update(country=self.country())

    def rename(self) -> None:
        """A service becomes one of another kind, and a topic another word in addresses."""
        Service.objects.filter(pk=self.services[0].pk).update(kind=self.random.choice(Service.Kind.values))
        Topic.objects.filter(pk=self.random.choice(self.topics[1:]).pk).update(slug=f"t-{self.random.random()}")

    def forget(self) -> None:
        """Retention empties what is old; the bare rows stay for the figures."""
        matters_privacy.expire(NOON + timedelta(days=3650))

    def changes(self) -> list[Callable[[], Any]]:
        """Everything that can happen to the log."""
        return [
            self.log, self.log_at_once, self.void, self.restore, self.correct, self.delete, self.join, self.leave,
            self.replace, self.merge, self.merge, self.unmerge, self.move_abroad, self.rename,
            self.forget,
        ]  # fmt: skip

    def _any_record(self) -> ServiceRecord:
        records = ServiceRecord.objects.order_by("pk")
        return records[self.random.randrange(records.count())]
