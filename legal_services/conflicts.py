"""Who in a matter may stand in another role elsewhere: the question that the check for conflicts of interest asks.

Everybody in the matter is compared, by every spelling of their names in any script, by phone and by identity document,
with everybody who ever had a role in any matter, whoever was merged with whom. Standing in the same role again, as a
client who comes back does, is no conflict; standing in another one may be. The same file handed in to two matters by
different clients may be one too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from legal_services.models import Matter, MatterDocument, MatterRole, Person, PersonName
from legal_services.models.conflict import ConflictHit
from legal_services.names import is_exact, search_keys_of

Ground = ConflictHit.Ground
Signature = tuple[int, int, str, str, bool]


@dataclass(frozen=True)
class Hit:
    """One who stands here in a role and may be one who stands elsewhere, or here, in another."""

    person_id: int
    other_id: int
    role_here: str
    role_there: str
    is_in_this_matter: bool
    grounds: tuple[str, ...]

    @property
    def signature(self) -> Signature:
        """What makes it the same hit in two checks: who and in which roles, not how it was noticed."""
        return (self.person_id, self.other_id, self.role_here, self.role_there, self.is_in_this_matter)


@dataclass
class Known:
    """What is known of one person under all the rows that stand for them."""

    rows: set[int] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    sought: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


def hits_of(matter: Matter) -> list[Hit]:
    """Every possible conflict of a matter as things stand now, each pair and pair of roles once. Seven statements."""
    here = _roles(Q(matter=matter))
    parties = {root for _, root, _ in here}
    known = _known(parties, seek=True)
    candidates = _candidates(parties, known)
    others = _known(candidates - parties) | known
    found: dict[Signature, Hit] = {}
    rows = {row for one in others.values() for row in one.rows}
    for (_, root, role), (matter_id, other, role_there) in product(here, _roles(Q(person__in=rows))):
        is_here = matter_id == matter.pk
        if role == role_there or (is_here and (other, role_there) < (root, role)):
            continue
        if grounds := tuple(_grounds(root, other, others)):
            hit = Hit(root, other, role, role_there, is_here, grounds)
            found.setdefault(hit.signature, hit)
    return [*found.values(), *_files_elsewhere(matter, here)]


def _roles(which: Q) -> list[tuple[int, int, str]]:
    """Roles as (matter, the person that the row stands for, role)."""
    rows = MatterRole.objects.filter(which).annotate(root_key=Coalesce("person__root_id", "person_id")).order_by("id")
    return list(rows.values_list("matter_id", "root_key", "role"))


def _known(roots: set[int], *, seek: bool = False) -> dict[int, Known]:
    """What is known of these persons; with `seek`, also the keys under which others of their spellings are sought."""
    known: dict[int, Known] = {root: Known() for root in roots}
    rows = Person.objects.filter(Q(pk__in=roots) | Q(root__in=roots)).annotate(root_key=Coalesce("root_id", "id"))
    facts = rows.values_list("id", "root_key", "phone", "document_index", "names__text", "names__keys")
    for row, root, phone, document, name, keys in facts:
        one = known[root]
        one.rows.add(row)
        one.phones |= {str(phone)} if phone else set()
        one.documents |= {document} if document else set()
        one.own |= set(keys or ())
        one.sought |= set(search_keys_of(name)) if name and seek else set()
    return known


def _candidates(parties: set[int], known: dict[int, Known]) -> set[int]:
    """The persons who share a name, a phone or a document with a party and have a role somewhere."""
    sought = sorted({key for party in known.values() for key in party.sought | party.own})
    # The names first, on their own: in one condition with the others no index would serve either.
    named = list(PersonName.objects.filter(keys__overlap=sought).values_list("person_id", flat=True))
    phones = {phone for party in known.values() for phone in party.phones}
    documents = {document for party in known.values() for document in party.documents}
    fits = Q(pk__in=named) | Q(phone__in=phones) | Q(document_index__in=documents)
    people = Person.objects.filter(fits).annotate(root_key=Coalesce("root_id", "id"))
    return set(people.values_list("root_key", flat=True)) | parties


def _grounds(root: int, other: int, known: dict[int, Known]) -> Iterator[str]:
    if root == other:
        yield Ground.PERSON
        return
    one, two = known[root], known[other]
    if one.documents & two.documents:
        yield Ground.DOCUMENT
    if one.phones & two.phones:
        yield Ground.PHONE
    if shared := one.own & two.own:
        yield Ground.NAME if any(is_exact(key) for key in shared) else Ground.ALIKE
    elif (one.sought & two.own) or (two.sought & one.own):
        yield Ground.ALIKE


def _files_elsewhere(matter: Matter, here: list[tuple[int, int, str]]) -> list[Hit]:
    """Equal files that were handed in to another matter, of another client."""
    digests = MatterDocument.objects.filter(matter=matter).values("document__digest")
    same = MatterDocument.objects.filter(document__digest__in=digests).exclude(matter=matter)
    clients = same.filter(matter__roles__role="client").annotate(
        root_key=Coalesce(F("matter__roles__person__root_id"), F("matter__roles__person_id"))
    )
    own = [root for _, root, role in here if role == "client"]
    others = sorted(set(clients.values_list("root_key", flat=True)) - set(own))
    return [Hit(own[0], other, "client", "client", False, (Ground.FILE,)) for other in others] if own else []
