"""Rows of an import come into the log: many in few statements, and each by itself where the log refuses one.

It makes what `recording.log_service` makes of a session at the counter: the client unless they are known, the matter
unless the file names one again, the record, who attended, and an entry of the access log for each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import DataError, IntegrityError
from django.db.models import Model

from commons.accounts.models import User
from commons.audit import services as audit
from commons.audit.models import Act, Entry
from commons.lib.errors import Refusal
from legal_services import errors
from legal_services.import_columns import REFUSED
from legal_services.models import (
    Assignment,
    Attendance,
    Import,
    ImportRow,
    Matter,
    MatterRole,
    Person,
    PersonName,
    ServiceRecord,
)
from legal_services.services import matters, people, recording
from legal_services.services.transactions import one_transaction

WRITTEN = ("state", "problems", "cells", "record", "person", "matter", "made_person", "made_matter")
"""What becomes known of a row when it is brought in."""
State = ImportRow.State
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row, and what it says."""

    row: ImportRow
    facts: Facts


def bring_in_some(batch: Import, lines: Sequence[Line], *, by: User, at: datetime) -> None:
    """Write the lines into the log and note on each row what came of it. In the caller's transaction.

    The import's row is locked: no other worker brings in rows of it.
    """
    _log(batch, lines, by, at)
    write_back([line.row for line in lines], *WRITTEN)


def write_back(rows: Sequence[ImportRow], *fields: str) -> None:
    """Write these fields of rows that are there, which nobody else changes: the row of their import is locked.

    An insertion that finds each row there already: a bulk update would build a CASE of every row for every field.
    """
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _log(batch: Import, lines: Sequence[Line], by: User, at: datetime) -> None:
    """All of the lines at once; where the log refuses, each half by itself, down to the line that it does not take."""
    try:
        _write(batch, lines, by, at)
    except Refusal as refusal:
        problem = refusal.code
    except (IntegrityError, DataError):
        problem = REFUSED
    else:
        return
    if len(lines) == 1:
        lines[0].row.state, lines[0].row.problems = State.WRONG, [("", problem)]
        return
    middle = len(lines) // 2
    _log(batch, lines[:middle], by, at)
    _log(batch, lines[middle:], by, at)


@one_transaction
def _write(batch: Import, lines: Sequence[Line], by: User, at: datetime) -> None:
    chunk = Chunk(batch, by, at)
    chunk.look_up(lines)
    sessions = [chunk.take(line) for line in lines]
    chunk.write()
    for session in sessions:
        session.note()


@dataclass(frozen=True)
class Logged:
    """What a line has become."""

    row: ImportRow
    record: ServiceRecord
    client: Person | None
    is_new_client: bool
    is_new_matter: bool

    def note(self) -> None:
        """Remember it on the row, and forget what the row said."""
        row = self.row
        row.record, row.matter, row.person = self.record, self.record.matter, self.client
        row.made_matter, row.made_person = self.is_new_matter, self.is_new_client
        row.state, row.cells = State.DONE, None


@dataclass
class Chunk:
    """The lines that are written together: who and what is known already, and what is to be written."""

    batch: Import
    by: User
    at: datetime
    clients: dict[str, Person] = field(default_factory=dict)
    """By the client key of a row of this file."""
    called: dict[tuple[str, str], Person] = field(default_factory=dict)
    """By a phone number and a name, in capitals, that go together."""
    matters: dict[tuple[str, int, str], Matter] = field(default_factory=dict)
    """By the matter key of a row, the client (`_mark`) and the kind of matter."""
    standing: dict[int, set[int]] = field(default_factory=dict)
    """By the key of a known matter, the persons who stand in it."""
    new: list[Model] = field(default_factory=list)
    moved_back: set[Matter] = field(default_factory=set)
    """Known matters that turn out to be older."""
    entries: list[Entry] = field(default_factory=list)
    _known: dict[int, Person] = field(default_factory=dict)

    def look_up(self, lines: Sequence[Line]) -> None:
        """Who and what the lines may speak of; a few statements for all of them."""
        earlier = self.batch.lines.filter(person__isnull=False).select_related("person__root")
        for row in earlier.filter(client_key__in=_keys(line.row.client_key for line in lines)):
            self.clients.setdefault(row.client_key, self._root(row.person))
        phones = _keys(line.facts.get("phone", "") for line in lines)
        names = PersonName.objects.filter(person__phone__in=phones, person__erased_at=None)
        for name in names.select_related("person__root"):
            self.called.setdefault((name.person.phone.as_e164, name.text.upper()), self._root(name.person))
        self._look_up_matters(_keys(line.row.matter_key for line in lines))

    def take(self, line: Line) -> Logged:
        """Plan what the line becomes. Raises NotTheirMatter."""
        client = self._client(line)
        is_new_client = client is None and bool(line.facts.get("name"))
        if is_new_client:
            client = self._add_client(line)
        if client and line.row.client_key:
            self.clients.setdefault(line.row.client_key, client)
        session = _session(line.facts, is_anonymous=client is None)
        matter = self._matter(line, client, session)
        is_new_matter = matter is None
        if matter is None:
            matter = self._open_matter(line, client, session)
        self._date_back(matter, session)
        record = recording.unsaved_record(
            submission=uuid5(NAMESPACE_URL, f"{self.batch.reference}/{line.row.number}"), session=session,
            matter=matter, origin=recording.Origin(batch=self.batch), by=self.by, at=self.at,
        )  # fmt: skip
        self.new.append(record)
        if client:
            self.new.append(Attendance(record=record, person=client))
        self._note(recording.SUBJECT, record.reference, "logged")
        return Logged(line.row, record, client, is_new_client, is_new_matter)

    def write(self) -> None:
        """Write what is planned, a statement for each table."""
        for model in (Person, PersonName, Matter, MatterRole, Assignment, ServiceRecord, Attendance):
            manager: Any = model
            manager.objects.bulk_create([one for one in self.new if isinstance(one, model)])
        Matter.objects.bulk_update(self.moved_back, ["opened_at"])
        audit.record_many(self.entries)

    def _look_up_matters(self, keys: set[str]) -> None:
        """The matters of earlier rows, locked: somebody may be closing one, or bringing people together in it."""
        earlier = self.batch.lines.filter(matter_key__in=keys, matter__isnull=False, person__isnull=False)
        rows = list(earlier.select_related("person__root"))
        locked = Matter.objects.select_for_update(no_key=True).filter(pk__in={row.matter_id for row in rows})
        found = {matter.pk: matter for matter in locked.order_by("pk")} if rows else {}
        for row in rows:
            person, matter = row.person, found.get(row.matter_id or 0)
            # Whoever was merged into somebody since has another matter: a clerk looks at the two.
            if matter and person and person.root_id is None:
                self.matters.setdefault((row.matter_key, _mark(self._root(person)), matter.kind), matter)
        roles = MatterRole.objects.filter(matter__in=found).values_list("matter", "person__root", "person")
        for matter_id, root, own in roles if found else ():
            self.standing.setdefault(matter_id, set()).add(root or own)

    def _client(self, line: Line) -> Person | None:
        """The client of an earlier row of this file, or somebody known who has this very name and this very phone."""
        if known := self.clients.get(line.row.client_key):
            return known
        return self.called.get((line.facts.get("phone", ""), str(line.facts.get("name", "")).upper()))

    def _add_client(self, line: Line) -> Person:
        facts = line.facts
        others = [facts["other_name"]] if facts.get("other_name") else []
        client, names = people.unsaved_person(
            name=facts["name"], other_names=others, phone=facts.get("phone", ""), country=facts.get("country", ""),
            language=facts.get("language", ""), by=self.by, at=self.at,
        )  # fmt: skip
        self.new += [client, *names]
        if facts.get("phone"):
            for name in names:
                self.called.setdefault((facts["phone"], name.text.upper()), client)
        self._note(people.SUBJECT, client.reference, "added")
        return client

    def _matter(self, line: Line, client: Person | None, session: recording.Session) -> Matter | None:
        """The matter of an earlier row with the same number, of the same client and kind."""
        if not line.row.matter_key or client is None:
            return None
        matter = self.matters.get((line.row.matter_key, _mark(client), session.service.kind))
        if matter and matter.pk and client.pk not in self.standing.get(matter.pk, set()):
            raise errors.NotTheirMatter
        return matter

    def _open_matter(self, line: Line, client: Person | None, session: recording.Session) -> Matter:
        """A new matter, given to the adviser if matters of this kind can be."""
        matter = matters.unsaved_matter(kind=session.service.kind, topic=session.topic, at=self.at)
        self.new.append(matter)
        if adviser := recording.who_takes(session):
            task = matters.main_task(matter)
            self.new.append(Assignment(matter=matter, practitioner=adviser, task=task, since=self.at, by=self.by))
            self._note(matters.SUBJECT, matter.reference, f"assigned: {task}")
        if client:
            self.new.append(MatterRole(matter=matter, person=client, role=MatterRole.Role.CLIENT, since=self.at))
            self._note(matters.SUBJECT, matter.reference, "opened")
            if line.row.matter_key:
                self.matters[line.row.matter_key, _mark(client), matter.kind] = matter
        return matter

    def _date_back(self, matter: Matter, session: recording.Session) -> None:
        if recording.date_back(matter, session.held_on) and matter.pk:
            self.moved_back.add(matter)

    def _root(self, person: Person | None) -> Person:
        """The person for whom a row of people stands; the same object each time."""
        assert person is not None
        root = person.root or person
        return self._known.setdefault(root.pk, root)

    def _note(self, subject: str, reference: str, reason: str) -> None:
        act = Act.CHANGE
        self.entries.append(
            audit.entry(actor=self.by, act=act, subject=subject, reference=reference, reason=reason, at=self.at)
        )


def _session(facts: Facts, *, is_anonymous: bool) -> recording.Session:
    """What was given; a row that names nobody counts one person more who gave no name."""
    known = recording.Session.__dataclass_fields__
    said = {fact: value for fact, value in facts.items() if fact in known and fact != "anonymous"}
    return recording.Session(anonymous=facts.get("anonymous", 0) + is_anonymous, **said)


def _keys(keys: Iterable[str]) -> set[str]:
    return set(keys) - {""}


def _mark(person: Person) -> int:
    """What tells a person apart who may not be written yet; each is one object in a chunk."""
    return id(person)
