"""The rows behind a figure: exactly as many as it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from legal_services.figures.asking import Dimension, Measure, Part, Period
from legal_services.models import Attendance, Matter, Person, ServiceRecord

Rows = QuerySet[Any]

RECORD_LOOKUPS: Mapping[Dimension, str] = {
    Dimension.KIND: "service__kind",
    Dimension.TOPIC: "topic__slug",
    Dimension.CHANNEL: "channel",
    Dimension.LANGUAGE: "language",
    Dimension.ADVISER: "practitioner_id",
}


class Series(Func):
    """A row for each number from one to another."""

    function = "generate_series"
    set_returning = True
    output_field = IntegerField()


def rows_of(measure: Measure, period: Period, part: Part | None = None) -> Rows:
    """What the figure counts: records, matters or people; for person-times and those without a name `(record, person,
    number)` by keys, where either the person is known or the number counts those who gave no name in the session.
    """
    match measure:
        case Measure.SERVICES:
            return _records(period, part).select_related("service", "topic", "practitioner", "matter")
        case Measure.MATTERS:
            return Matter.objects.filter(Exists(_records(period, part).filter(matter=OuterRef("pk"))))
        case Measure.PERSONS:
            return Person.objects.filter(pk__in=_attendances(period, part).values("root")).order_by("pk")
        case Measure.UNIDENTIFIED:
            return _nameless(period, part).order_by("-record_key", "number")
        case Measure.PERSON_TIMES:
            both = _named(period, part).union(_nameless(period, part), all=True)
            return both.order_by("-record_key", "number", "person_key")


def _records(period: Period, part: Part | None) -> QuerySet[ServiceRecord]:
    """The sessions of the period that belong to the part."""
    records = ServiceRecord.objects.standing().between(period.first, period.last)
    if part is None:
        return records
    if part.dimension == Dimension.COUNTRY:
        return records.filter(_somebody_from(part.value))
    return records.filter(_belongs(part))


def _belongs(part: Part) -> Q:
    """The condition on a session."""
    if part.dimension == Dimension.MONTH:
        year, month = (part.value or "0-0").split("-")
        return Q(held_on__year=year, held_on__month=month)
    lookup = RECORD_LOOKUPS[part.dimension]
    return Q(**{f"{lookup}__isnull": True}) if part.value is None else Q(**{lookup: part.value})


def _somebody_from(country: str | None) -> Q:
    """Sessions with somebody from the country; for None with somebody whose country is not known, named or not."""
    attended = Attendance.objects.filter(record=OuterRef("pk"))
    from_there = Exists(attended.alias(country=COUNTRY_OF_ROOT).filter(country=country or ""))
    return Q(from_there) if country else Q(from_there) | Q(anonymous__gt=0) | ~Q(Exists(attended))


COUNTRY_OF_ROOT = Coalesce("person__root__country", "person__country")


def _attendances(period: Period, part: Part | None) -> Rows:
    """Each known person at each session, once, with `root`, the person that they are after all merges."""
    found = Attendance.objects.filter(record__in=_records(period, part)).annotate(
        root=Coalesce("person__root_id", "person_id")
    )
    if part and part.dimension == Dimension.COUNTRY:
        found = found.alias(country=COUNTRY_OF_ROOT).filter(country=part.value or "")
    return found


def _named(period: Period, part: Part | None) -> Rows:
    """A row for each known person at each session."""
    keys = _attendances(period, part).order_by().annotate(record_key=F("record_id"), person_key=F("root"))
    return keys.annotate(number=Value(0)).values_list("record_key", "person_key", "number").distinct()


def _nameless(period: Period, part: Part | None) -> Rows:
    """A row for each person who gave no name, by session."""
    # A plain query set: modeltranslation's puts the columns into another order, and a union goes by their order.
    records: Rows = QuerySet(ServiceRecord).filter(pk__in=_records(period, part).filter(anonymous__gt=0))
    if part and part.dimension == Dimension.COUNTRY and part.value:
        records = records.none()
    nobody = Cast(Value(None), BigIntegerField())
    keys = records.order_by().annotate(record_key=F("pk"), person_key=nobody)
    return keys.annotate(number=Series(Value(1), F("anonymous"))).values_list("record_key", "person_key", "number")


@dataclass(frozen=True)
class PersonTime:
    """One person at one session: the person, or None with the number among those who gave no name there."""

    record: ServiceRecord
    person: Person | None
    number: int


def read(measure: Measure, rows: Iterable[Any]) -> list[Any]:
    """The rows of one page with what they show; two more statements where rows are only keys."""
    if measure not in {Measure.PERSON_TIMES, Measure.UNIDENTIFIED}:
        return list(rows)
    keys = list(rows)
    records = ServiceRecord.objects.select_related("service").in_bulk({record for record, _person, _number in keys})
    people = Person.objects.in_bulk({person for _record, person, _number in keys if person})
    return [PersonTime(records[record], people.get(person), number) for record, person, number in keys]
