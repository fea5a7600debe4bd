"""Who may have been written down twice. It is only ever suggested: people decide."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from legal_services.models import Distinction, Person, PersonName
from legal_services.models.conflict import ConflictHit
from legal_services.names import is_exact
from legal_services.querysets import PersonQuerySet

Ground = ConflictHit.Ground
Pair = tuple[int, int]
"""The keys of two people, the older one first."""
NEWEST = 300
"""The people who were added last are compared with everybody; older ones were looked at in their time."""
MOST_NAMESAKES = 500
MOST_SHARING = 30
"""A sign that more people share, such as the phone of a company, says nothing about any two of them."""
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


def suggested(*, newest: int = NEWEST) -> list[Suggestion]:
    """Pairs that are likely one person, the likeliest first, without those that somebody told apart.

    A pair needs a phone or a document in common, so only those who share one are compared. Four statements.
    """
    probes = list(_living().order_by("-id").values_list("pk", "phone", "document_index")[:newest])
    signs = [(phone, document) for _, phone, document in probes]
    return _in_order(_pairs({pk for pk, _, _ in probes}, _reached_alike(signs)), least=ENOUGH)


def looking_like(person: Person) -> list[Suggestion]:
    """Who else may be this person, on weaker grounds too; the likeliest first. Six statements."""
    keys = [key for keys in person.names.values_list("keys", flat=True) for key in keys]
    named = PersonName.objects.filter(keys__overlap=keys).values_list("person_id", flat=True)[:MOST_NAMESAKES]
    alike = _reached_alike([(person.phone, person.document_index)])
    return _in_order(_pairs({person.pk}, {*named, *alike}), least=1)


def _living() -> PersonQuerySet:
    return Person.objects.roots().filter(erased_at=None)


def _reached_alike(signs: list[tuple[Any, str]]) -> set[int]:
    """Everybody who has one of these phone numbers or identity documents."""
    phones = {str(phone) for phone, _ in signs if phone}
    documents = {document for _, document in signs if document}
    by_phone = Q(phone__in=phones) & ~Q(phone="")
    by_document = Q(document_index__in=documents) & ~Q(document_index="")
    return set(Person.objects.filter(by_phone | by_document).values_list("pk", flat=True))


def _pairs(probes: set[int], others: set[int]) -> dict[Pair, set[str]]:
    """What each pair of a probe and somebody else has in common."""
    pairs: dict[Pair, set[str]] = defaultdict(set)
    for ground, group in _groups(probes | others):
        for probe in probes & group if len(group) <= MOST_SHARING else ():
            for other in group - {probe}:
                pairs[min(probe, other), max(probe, other)].add(ground)
    return pairs


def _groups(people: set[int]) -> Iterator[tuple[str, set[int]]]:
    """The people who share a sign, for each sign: a document, a phone, a spelling, a sound."""
    sharing: dict[tuple[str, str], set[int]] = defaultdict(set)
    rows = _living().filter(pk__in=people)
    for person, phone, document, keys in rows.values_list("pk", "phone", "document_index", "names__keys"):
        sharing[Ground.PHONE, str(phone or "")].add(person)
        sharing[Ground.DOCUMENT, document].add(person)
        for key in keys or ():
            sharing[Ground.NAME if is_exact(key) else Ground.ALIKE, key].add(person)
    for (ground, sign), group in sharing.items():
        if sign:
            yield ground, group


def _in_order(pairs: dict[Pair, set[str]], *, least: int) -> list[Suggestion]:
    """The pairs that weigh enough, the heaviest first, the newest of them first."""
    for grounds in pairs.values():
        grounds -= {Ground.ALIKE} if Ground.NAME in grounds else set()
    weighed = {pair: sum(WEIGHTS[Ground(ground)] for ground in grounds) for pair, grounds in pairs.items()}
    ids = {one for pair, weight in weighed.items() if weight >= least for one in pair}
    apart = set(Distinction.objects.filter(lower__in=ids, higher__in=ids).values_list("lower_id", "higher_id"))
    found = [pair for pair, weight in weighed.items() if weight >= least and pair not in apart]
    found.sort(key=lambda pair: (weighed[pair], pair[1]), reverse=True)
    people = Person.objects.in_bulk(ids)
    return [
        Suggestion(people[newer], people[older], tuple(ground for ground in WEIGHTS if ground in pairs[older, newer]))
        for older, newer in found
    ]
