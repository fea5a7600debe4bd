"""Who may have been written down twice. It is only ever suggested: people decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from legal_services.models import Distinction, Person, PersonName
from legal_services.models.conflict import ConflictHit
from legal_services.names import is_exact

Ground = ConflictHit.Ground
NEWEST = 300
"""The people who were added last are compared with everybody; older ones were looked at in their time."""
MOST_ROWS = 3000
WEIGHTS = {Ground.DOCUMENT: 4, Ground.PHONE: 2, Ground.NAME: 2, Ground.ALIKE: 1}
ENOUGH = 3
"""A name alone, or a phone that a family shares, is no reason to suggest anything; both together are."""


@dataclass(frozen=True)
class Suggestion:
    """Two people and what they have in common."""

    newer: Person
    older: Person
    grounds: tuple[str, ...]

    @property
    def grounds_in_words(self) -> list[str]:
        """What they have in common, in the active language."""
        return [str(Ground(ground).label) for ground in self.grounds]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(WEIGHTS[Ground(ground)] for ground in self.grounds)


def suggested(*, newest: int = NEWEST) -> list[Suggestion]:
    """Pairs that are likely one person, the likeliest first, without those that somebody told apart."""
    probes = Person.objects.roots().filter(erased_at=None).order_by("-id")[:newest]
    return [pair for pair in _pairs(list(probes)) if pair.weight >= ENOUGH]


def looking_like(person: Person) -> list[Suggestion]:
    """Who else may be this person, on weaker grounds too; the likeliest first."""
    return [pair for pair in _pairs([person]) if person in (pair.newer, pair.older)]


def _pairs(probes: list[Person]) -> list[Suggestion]:
    keys = _keys_of(Q(person__in=probes))
    wanted = sorted({key for known in keys.values() for key in known})
    named = PersonName.objects.filter(keys__overlap=wanted).values("person")[:MOST_ROWS]
    phones = {str(probe.phone) for probe in probes if probe.phone}
    documents = {probe.document_index for probe in probes if probe.document_index}
    fits = Q(pk__in=named) | Q(phone__in=phones) | Q(document_index__in=documents)
    others = list(Person.objects.roots().filter(fits, erased_at=None)[:MOST_ROWS])
    keys |= _keys_of(Q(person__in=others))
    everybody = {person.pk: person for person in [*others, *probes]}
    probed = {probe.pk for probe in probes}
    found = (_compared(everybody[a], everybody[b], keys) for a, b in _meeting(everybody.values(), keys))
    apart = _told_apart(probed)
    kept = [pair for pair in found if pair.grounds and probed & {pair.newer.pk, pair.older.pk}]
    kept = [pair for pair in kept if (pair.older.pk, pair.newer.pk) not in apart]
    return sorted(kept, key=lambda pair: (-pair.weight, -pair.newer.pk))


def _meeting(people: Iterable[Person], keys: dict[int, set[str]]) -> set[tuple[int, int]]:
    """The pairs that share anything at all, each once, the smaller key first."""
    sharing: dict[str, set[int]] = defaultdict(set)
    for person in people:
        signs = [*keys.get(person.pk, ()), str(person.phone or ""), person.document_index]
        for sign in filter(None, signs):
            sharing[sign].add(person.pk)
    return {pair for group in sharing.values() for pair in combinations(sorted(group)[-50:], 2)}


def _compared(older: Person, newer: Person, keys: dict[int, set[str]]) -> Suggestion:
    shared = keys.get(older.pk, set()) & keys.get(newer.pk, set())
    return Suggestion(newer, older, tuple(_grounds(older, newer, shared)))


def _grounds(older: Person, newer: Person, shared: set[str]) -> Iterator[str]:
    if older.document_index and older.document_index == newer.document_index:
        yield Ground.DOCUMENT
    if older.phone and older.phone == newer.phone:
        yield Ground.PHONE
    if shared:
        yield Ground.NAME if any(is_exact(key) for key in shared) else Ground.ALIKE


def _keys_of(whose: Q) -> dict[int, set[str]]:
    """The keys of every spelling of these people's names."""
    known: dict[int, set[str]] = defaultdict(set)
    for person_id, keys in PersonName.objects.filter(whose).values_list("person_id", "keys"):
        known[person_id].update(keys)
    return known


def _told_apart(people: set[int]) -> set[tuple[int, int]]:
    told = Distinction.objects.filter(Q(lower__in=people) | Q(higher__in=people))
    return set(told.values_list("lower_id", "higher_id"))
