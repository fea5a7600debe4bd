"""Who in a matter may stand in another role elsewhere: the question that the check for conflicts of interest asks.

Everybody in the matter is compared, by every spelling of their names in any script, by phone and by identity document,
with everybody who ever had a role in any matter, whoever was merged with whom. Standing in the same role again, as a
client who comes back does, is no conflict; standing in another one may be. The same file handed in by different
clients, with a matter or with an appointment, may be one too; who booked and was never written down here is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db import connection

from legal_services.models import Matter
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


@dataclass(frozen=True, order=True)
class Part:
    """A role that somebody has or had in a matter; in the order in which they were written down."""

    pk: int
    matter_id: int
    role: str


@dataclass
class Known:
    """What is known of one person under all the rows that stand for them."""

    own: set[str] = field(default_factory=set)
    sought: set[str] = field(default_factory=set)
    """The keys under which others of their spellings are sought; of those in the matter only."""
    phones: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)
    handed_in_the_same: bool = False
    """Whether they handed in a file that is also one of the matter, as a client elsewhere or with an appointment."""


IN_THE_MATTER = """
    SELECT person_id AS id, false AS by_file FROM legal_services_matterrole WHERE matter_id = %(matter)s
"""
# Each condition by an index of its own: all in one, they would read everybody.
LIKE_THEM = """
    SELECT person_id AS id, false AS by_file FROM legal_services_personname WHERE keys && %(keys)s::varchar[]
    UNION ALL SELECT id, false FROM legal_services_person WHERE phone = ANY(%(phones)s)
    UNION ALL SELECT id, false FROM legal_services_person WHERE document_index = ANY(%(documents)s)
    UNION ALL SELECT client.person_id, true
        FROM (
            SELECT document_id FROM legal_services_matterdocument WHERE matter_id = %(matter)s
            UNION ALL SELECT file.document_id FROM legal_services_appointmentfile file
                JOIN legal_services_appointment met ON met.id = file.appointment_id AND met.matter_id = %(matter)s
        ) mine
        JOIN documents_document file ON file.id = mine.document_id
        JOIN documents_document same ON same.digest = file.digest AND same.id <> file.id
        CROSS JOIN LATERAL (
            SELECT part.person_id
                FROM legal_services_matterdocument there
                JOIN legal_services_matterrole part ON part.matter_id = there.matter_id AND part.role = 'client'
                WHERE there.document_id = same.id AND there.matter_id <> %(matter)s
            UNION ALL SELECT COALESCE(part.person_id, met.person_id)
                FROM legal_services_appointmentfile there
                JOIN legal_services_appointment met ON met.id = there.appointment_id
                LEFT JOIN legal_services_matterrole part ON part.matter_id = met.matter_id AND part.role = 'client'
                WHERE there.document_id = same.id AND met.matter_id IS DISTINCT FROM %(matter)s
        ) client
        WHERE client.person_id IS NOT NULL
"""
# Whoever is meant stands for all rows that were merged into theirs. No part of the statement comes from outside.
KNOWN = """
    WITH meant AS MATERIALIZED ({meant}),
    whole AS (
        SELECT COALESCE(person.root_id, person.id) AS id, bool_or(meant.by_file) AS by_file
        FROM meant JOIN legal_services_person person ON person.id = meant.id GROUP BY 1
    ),
    own_row AS (
        SELECT whole.id AS whole_id, by_file, person.id, phone, document_index
        FROM whole JOIN legal_services_person person ON person.id = whole.id
    ),
    merged_row AS (
        SELECT whole.id AS whole_id, by_file, person.id, phone, document_index
        FROM whole JOIN legal_services_person person ON person.root_id = whole.id
    ),
    standing AS (SELECT * FROM own_row UNION ALL SELECT * FROM merged_row)
    SELECT whole_id, by_file, phone, document_index,
        ARRAY(SELECT text FROM legal_services_personname WHERE person_id = standing.id),
        ARRAY(SELECT unnest(keys) FROM legal_services_personname WHERE person_id = standing.id),
        ARRAY(
            SELECT json_build_array(id, matter_id, role) FROM legal_services_matterrole WHERE person_id = standing.id
        )
    FROM standing
"""


def hits_of(matter: Matter) -> list[Hit]:
    """Every possible conflict of a matter as things stand now, each pair and pair of roles once. Two statements."""
    inside = _known(IN_THE_MATTER, seek=True, matter=matter.pk)
    everybody = _like(inside, matter) | inside
    here = [(root, part) for root, part in _parts(inside) if part.matter_id == matter.pk]
    found: dict[Signature, Hit] = {}
    for (root, part), (other, there) in product(here, _parts(everybody)):
        is_here = there.matter_id == matter.pk
        if part.role == there.role or (is_here and (other, there.role) < (root, part.role)):
            continue
        if grounds := tuple(_grounds(root, other, everybody)):
            hit = Hit(root, other, part.role, there.role, is_here, grounds)
            found.setdefault(hit.signature, hit)
    return [*found.values(), *_files_elsewhere(everybody, [root for root, part in here if part.role == "client"])]


def _like(inside: dict[int, Known], matter: Matter) -> dict[int, Known]:
    """Those who share a name, a phone or a document with somebody in the matter, or a file with the matter."""
    those = inside.values()
    return _known(
        LIKE_THEM,
        matter=matter.pk,
        keys=sorted({key for one in those for key in one.sought | one.own}),
        phones=sorted({phone for one in those for phone in one.phones}),
        documents=sorted({document for one in those for document in one.documents}),
    )


def _known(meant: str, *, seek: bool = False, **asked: Any) -> dict[int, Known]:
    """What is known of those whom the statement means, by the person whom their rows stand for."""
    known: dict[int, Known] = {}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN.format(meant=meant), asked)
        for root, by_file, phone, document, names, keys, parts in cursor.fetchall():
            one = known.setdefault(root, Known(handed_in_the_same=by_file))
            one.own.update(keys)
            one.phones |= {phone} if phone else set()
            one.documents |= {document} if document else set()
            one.parts += [Part(*part) for part in parts]
            one.sought.update(key for name in names if seek for key in search_keys_of(name))
    return known


def _parts(known: dict[int, Known]) -> list[tuple[int, Part]]:
    """Who has which part, in the order in which the parts were written down."""
    return sorted(((root, part) for root, one in known.items() for part in one.parts), key=lambda pair: pair[1])


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


def _files_elsewhere(known: dict[int, Known], clients: list[int]) -> list[Hit]:
    """Equal files that another client handed in elsewhere."""
    others = sorted(root for root, one in known.items() if one.handed_in_the_same and root not in clients)
    return [Hit(clients[0], other, "client", "client", False, (Ground.FILE,)) for other in others] if clients else []
