"""An old spreadsheet comes into the log: read, given a meaning, checked, brought in, and taken out again as a whole.

The rows wait encrypted in the database and workers take them in chunks, one worker to an import at a time: killed in
the middle, the next one goes on. A chunk is one transaction, and each row of it is logged under an identifier of its
own, so that it is in the log once.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from commons.audit import services as audit
from commons.audit.models import Act
from commons.documents.cipher import blind_index
from commons.lib.dates import day_in_beijing
from commons.lib.references import new_reference
from commons.lib.waking import wake
from legal_services.errors.importing import ImportAtWork, NothingToBringIn
from legal_services.import_columns import NOTHING, PLAIN, Meaning, Reader, Word, Words, guess_columns
from legal_services.models import Import, ImportRow
from legal_services.names.scripts import folded
from legal_services.services import taking_out
from legal_services.services.bringing_in import Line, bring_in_some, write_back
from legal_services.services.repeats import mark_repeats
from legal_services.services.transactions import one_transaction
from legal_services.spreadsheets import Sheet

if TYPE_CHECKING:
    from commons.accounts.models import User

SUBJECT = "legal.import"
"""What the access log calls an import."""
WORKING = "legal_services.tasks.work_on_imports"
CHECKED_AT_ONCE = 1000
LOGGED_AT_ONCE = 500
"""So many rows in one transaction: some seconds of work, which is what a killed worker loses."""
Phase = Import.Phase
State = ImportRow.State


@one_transaction
def begin(*, sheet: Sheet, file_name: str, by: "User", at: datetime) -> Import:
    """Keep the rows of a file, encrypted, and guess which column is what. Nothing is in the log yet."""
    batch = Import.objects.create(
        reference=new_reference("I"), file_name=file_name[-200:], headings=sheet.headings, rows=len(sheet.rows),
        columns=guess_columns(sheet.headings), plain={"channel": "in-person", "outcome": "answered"}, at=at, by=by,
    )  # fmt: skip
    rows = (ImportRow(batch=batch, number=number, cells=cells) for number, cells in sheet.rows)
    ImportRow.objects.bulk_create(rows, batch_size=2000)
    _note(batch, "sent in", by=by, at=at)
    return batch


@one_transaction
def give_meaning(
    *, batch: Import, columns: Mapping[str, int], plain: Mapping[str, str], same_names: bool, by: "User", at: datetime
) -> Import:
    """Say which column is what, and have every row checked anew. Raises ImportAtWork."""
    batch = _lock(batch, Phase.MAPPING, Phase.CHECKED)
    batch.columns, batch.same_names, batch.with_repeats = dict(columns), same_names, False
    batch.plain = {fact: value for fact, value in plain.items() if fact in PLAIN and value}
    batch.save(update_fields=["columns", "same_names", "with_repeats", "plain"])
    _check_anew(batch)
    _note(batch, "columns named", by=by, at=at)
    return batch


@one_transaction
def give_words_meaning(*, batch: Import, means: Mapping[tuple[str, str], str], by: "User", at: datetime) -> Import:
    """Say what words mean that are in no list, by fact and word, and have every row checked anew. Raises ImportAtWork.

    A word may mean nothing where a record needs nothing; an empty code takes a meaning back.
    """
    batch = _lock(batch, Phase.CHECKED)
    words = words_of(batch)
    for (fact, key), code in means.items():
        word = words.get(fact, {}).get(key)
        if word and not (code == NOTHING and fact in PLAIN):
            word.means = code
    batch.words = _stored(words)
    _check_anew(batch)
    _note(batch, "words explained", by=by, at=at)
    return batch


def words_of(batch: Import) -> Words:
    """The words of the file that are in no list, and what the clerk says that they mean."""
    stored = batch.words or {}
    return {fact: {key: Word(*word) for key, word in words.items()} for fact, words in stored.items()}


@one_transaction
def bring_repeats_too(*, batch: Import, by: "User", at: datetime) -> Import:
    """Count rows that another import has brought in already as sessions of their own. Raises ImportAtWork."""
    batch = _lock(batch, Phase.CHECKED)
    batch.with_repeats = True
    batch.save(update_fields=["with_repeats"])
    mark_repeats(batch)
    _note(batch, "repeats are other sessions", by=by, at=at)
    return batch


@one_transaction
def bring_in(*, batch: Import, by: "User", at: datetime) -> Import:
    """Have every row that is right, and in the log by no other import, written into it.

    Raises ImportAtWork or NothingToBringIn.
    """
    _lock_all_checked()
    batch = _lock(batch, Phase.CHECKED)
    if not batch.lines.filter(state=State.READY).exists():
        raise NothingToBringIn
    mark_repeats(batch)
    batch.phase, batch.by = Phase.RUNNING, by
    batch.save(update_fields=["phase", "by"])
    _note(batch, "brought in", by=by, at=at)
    wake(WORKING)
    return batch


@one_transaction
def take_out(*, batch: Import, by: "User", at: datetime) -> Import:
    """Have everything that the import wrote taken out again, but for what was worked on since. Raises ImportAtWork."""
    batch = _lock(batch, Phase.RUNNING, Phase.DONE)
    batch.phase, batch.undone_by = Phase.UNDOING, by
    batch.save(update_fields=["phase", "undone_by"])
    _note(batch, "taken out", by=by, at=at)
    wake(WORKING)
    return batch


@one_transaction
def throw_away(*, batch: Import, by: "User", at: datetime) -> None:
    """Forget a file of which nothing is in the log. Raises ImportAtWork."""
    batch = _lock(batch, Phase.MAPPING, Phase.CHECKING, Phase.CHECKED)
    _note(batch, "thrown away", by=by, at=at)
    batch.delete()


@one_transaction
def work(*, at: datetime) -> bool:
    """Do the next chunk of an import that is at work; whether there was one. Any number of workers may ask at once."""
    # Locked, and passed over by other workers: rows about one client follow each other.
    locked = Import.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("by")
    batch = locked.filter(phase__in=Import.AT_WORK).order_by("pk").first()
    if batch is None:
        return False
    if batch.phase == Phase.CHECKING:
        _check(batch, at)
    elif batch.phase == Phase.RUNNING:
        _log(batch, at)
    elif not taking_out.take_out_some(batch, limit=LOGGED_AT_ONCE, by=batch.undone_by, at=at):
        _reach(batch, Phase.UNDONE, undone_at=at)
    return True


def with_counts(imports: QuerySet[Import]) -> QuerySet[Import]:
    """The imports, each with the rows in each state counted, for `counts`."""
    by_state = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    rows = ImportRow.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    return imports.annotate(counted=Subquery(rows.annotate(found=JSONObject(**by_state)).values("found")))


def counts(batch: Import) -> dict[str, int]:
    """How many rows are in each state; no statement when the import was read `with_counts`."""
    if not hasattr(batch, "counted"):
        batch = with_counts(Import.objects.filter(pk=batch.pk)).get()
    return {**dict.fromkeys(State.values, 0), **(getattr(batch, "counted", None) or {})}


def _lock(batch: Import, *phases: str) -> Import:
    """The import as it stands, its row locked: it goes from one phase to the next once."""
    locked = Import.objects.select_for_update(no_key=True).filter(pk=batch.pk).first()
    if locked is None or locked.phase not in phases:
        raise ImportAtWork
    return locked


def _lock_all_checked() -> None:
    """Let nobody else bring in an import meanwhile: of two files with one session, the later one sees the earlier."""
    list(Import.objects.select_for_update(no_key=True).filter(phase=Phase.CHECKED).order_by("pk").values_list("pk"))


def _check(batch: Import, at: datetime) -> None:
    rows = list(batch.lines.filter(state=State.READ)[:CHECKED_AT_ONCE])
    if not rows:
        mark_repeats(batch)
        return _reach(batch, Phase.CHECKED)
    reader = _reader(batch, at)
    for row in rows:
        meaning = reader.read(row.said)
        row.problems = meaning.problems
        row.state = State.WRONG if meaning.problems else State.READY
        row.client_key, row.matter_key = _client_key(batch, meaning), _matter_key(batch, meaning)
        row.content_key = "" if meaning.problems else blind_index(meaning.content, purpose="legal.import.row")
    write_back(rows, "problems", "state", "client_key", "matter_key", "content_key")
    batch.words = _stored(reader.unlisted)
    batch.save(update_fields=["words"])
    return None


def _check_anew(batch: Import) -> None:
    """Have workers check every row; what words mean stays, and in how many rows they stand is counted again."""
    words = words_of(batch)
    for word in chain.from_iterable(some.values() for some in words.values()):
        word.rows = 0
    batch.words, batch.phase = _stored(words), Phase.CHECKING
    batch.save(update_fields=["words", "phase"])
    batch.lines.update(state=State.READ, problems=[], client_key="", matter_key="", content_key="")
    wake(WORKING)


def _stored(words: Words) -> dict[str, dict[str, list[Any]]]:
    return {
        fact: {key: [word.said, word.rows, word.means] for key, word in some.items()} for fact, some in words.items()
    }


def _log(batch: Import, at: datetime) -> None:
    rows = list(batch.lines.filter(state=State.READY)[:LOGGED_AT_ONCE])
    if not rows:
        batch.words = None
        batch.save(update_fields=["words"])
        return _reach(batch, Phase.DONE, done_at=at)
    reader = _reader(batch, at)
    lines = [Line(row, reader.read(row.said).facts) for row in rows]
    bring_in_some(batch, lines, by=_author(batch), at=at)
    return None


def _client_key(batch: Import, meaning: Meaning) -> str:
    """By a number of the client, or by name and phone together; by the name alone only where the clerk said so."""
    facts = meaning.facts
    name, number, phone = folded(facts.get("name", "")), facts.get("number", ""), facts.get("phone", "")
    if not name or not (number or phone or batch.same_names):
        return ""
    return blind_index(f"{number or phone}\n{'' if number else name}", purpose=f"legal.import.{batch.pk}")


def _matter_key(batch: Import, meaning: Meaning) -> str:
    number = meaning.facts.get("matter", "")
    return blind_index(number, purpose=f"legal.import.matter.{batch.pk}") if number else ""


def _reader(batch: Import, at: datetime) -> Reader:
    return Reader(batch.columns, batch.plain, today=day_in_beijing(at), words=words_of(batch))


def _author(batch: Import) -> "User":
    if batch.by is None:
        raise ImportAtWork
    return batch.by


def _reach(batch: Import, phase: str, **moments: datetime) -> None:
    batch.phase = phase
    for name, moment in moments.items():
        setattr(batch, name, moment)
    batch.save(update_fields=["phase", *moments])


def _note(batch: Import, what: str, *, by: "User", at: datetime) -> None:
    audit.record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=batch.reference, reason=what, at=at)
