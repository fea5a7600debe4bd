"""Finding people by any spelling of their name, by phone, or by a reference that they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce

from commons.lib.references import normalise
from commons.lib.search import TextQuery
from legal_services.models import Appointment, Matter, MatterRole, Person, PersonName, ServiceRecord
from legal_services.names import is_exact, keys_of, search_keys_of
from legal_services.names.scripts import folded

PHONE_REGIONS = ("CN", "KR")
"""Where a number without a country code may be from, the likelier first."""
REFERENCE = re.compile(r"[PMASE]-?[2-9A-HJKMNP-Z]{4}-?[2-9A-HJKMNP-Z]{4}", re.IGNORECASE)
MOST_SPELLINGS = 400
"""So many matching spellings are looked at; behind them nobody reads on anyway."""


@dataclass(frozen=True)
class Found:
    """A person, the spelling that was found, and how near it is: 0 is the same, 3 may only sound alike."""

    rank: int
    root_id: int
    spelling: str


def find_people(text: str, *, limit: int = 20) -> list[Person]:
    """Those whom a name in any script, a phone number or a reference may mean; the nearest first.

    Whoever was merged is found under their names too, and answered by the person that was kept. Each has `found_as`,
    the spelling that was found, `spellings`, all that are known, and `is_only_alike`, whether the name is not the same
    but may be another way to write it. Two or three statements. What holds no letter or digit finds nobody.
    """
    return _people(_nearest(text)[:limit])


def roots_meant(text: str, *, limit: int) -> list[int]:
    """The keys of those whom `find_people` would find."""
    return [hit.root_id for hit in _nearest(text)[:limit]]


def _nearest(text: str) -> list[Found]:
    """Each person once, by what is nearest to the words."""
    found = list(_by_reference(text)) or [*_by_phone(text), *_by_name(text)]
    nearest: dict[int, Found] = {}
    for hit in sorted(found, key=lambda hit: (hit.rank, -hit.root_id)):
        nearest.setdefault(hit.root_id, hit)
    return list(nearest.values())


def _by_name(text: str) -> Iterable[Found]:
    keys = search_keys_of(text)
    if not keys:
        return
    own = keys_of(text)
    matching = PersonName.objects.filter(Q(keys__overlap=keys) | Q(search=TextQuery(text)), person__erased_at=None)
    near = matching.annotate(
        root_key=Coalesce("person__root_id", "person_id"), says_the_same=ExpressionWrapper(
            Q(keys__overlap=own), output_field=BooleanField()
        ),
    ).order_by("-says_the_same", "-id")  # fmt: skip
    for root, spelling, known in near.values_list("root_key", "text", "keys")[:MOST_SPELLINGS]:
        yield Found(_rank(spelling, set(known), set(own), text), root, spelling)


def _rank(spelling: str, known: set[str], own: set[str], text: str) -> int:
    """0 for the same spelling, 1 for one that says the same or begins so, 2 for one that may."""
    if any(is_exact(key) for key in known & own):
        return 0
    if known & own or folded(text) in folded(spelling):
        return 1
    return 2


def _by_phone(text: str) -> Iterable[Found]:
    digits = re.sub(r"\D", "", text)
    if not 4 <= len(digits) <= 15 or re.search(r"[^\d\s()+./-]", text):
        return
    fits = Q(phone__in=phones_meant(text))
    if len(digits) <= 8:
        fits |= Q(phone__endswith=digits)
    people = Person.objects.filter(fits, erased_at=None).exclude(phone="")
    for root, name in people.annotate(root_key=Coalesce("root_id", "id")).values_list("root_key", "name")[:50]:
        yield Found(0, root, name)


def phones_meant(text: str) -> list[str]:
    """The numbers, as they are stored, that somebody may mean who typed this."""
    found = []
    for region in PHONE_REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            found.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return list(dict.fromkeys(found))


def _by_reference(text: str) -> Iterable[Found]:
    reference = normalise(text)
    if not REFERENCE.fullmatch(reference):
        return []
    letters = reference.replace("-", "")
    reference = f"{letters[0]}-{letters[1:5]}-{letters[5:]}"
    return [Found(0, root, name) for root, name in _meant_by(reference)]


def _meant_by(reference: str) -> Iterable[tuple[int, str]]:
    """The person of this reference; the clients of the matter, appointment or service record of this reference."""
    clients = MatterRole.objects.filter(role=MatterRole.Role.CLIENT, matter__reference=reference).values("person")
    attending = ServiceRecord.objects.filter(reference=reference).values("attendees")
    booked = Appointment.objects.filter(reference=reference).values("person")
    ways = {
        "P": Q(reference=reference),
        "M": Q(pk__in=clients),
        "S": Q(pk__in=attending),
        "A": Q(pk__in=booked) | Q(roles__matter__in=Matter.objects.filter(appointments__reference=reference)),
    }
    people = Person.objects.filter(ways.get(reference[0], Q(pk=None)), erased_at=None).order_by("pk")
    return people.values_list(Coalesce("root_id", "id"), F("name")).distinct()


def _people(hits: list[Found]) -> list[Person]:
    rows = Person.objects.with_spellings().in_bulk([hit.root_id for hit in hits])
    for hit in hits:
        person: Any = rows[hit.root_id]
        person.found_as, person.is_only_alike = hit.spelling, hit.rank == 2
    return [rows[hit.root_id] for hit in hits]
