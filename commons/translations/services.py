"""Keeping the state of every translated text.

One language of a field is its source, the others are translations of it. The source is the language in which staff
wrote the text first. When they change the source, every translation that they did not change along with it becomes
outdated. When they change a translation that was missing or outdated, it is done. When they change one that was in
step, they bring news: that language becomes the source, and the others are outdated. Languages that are changed in one
go are in step with one another. An edit that is ticked as minor (a typing error) changes no state but that of a text
that was missing. A source that returns to an older text finds the translations of that text in step again.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import CharField, Count, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language
from commons.translations.models import TranslationState
from commons.translations.texts import fallback_order, stored_text, translated_fields

_DEFAULT_ORDER = fallback_order(Language.CHINESE)

Changes = Mapping[str, Collection[str]]
"""Which languages of which field were changed: `{"title": {"zh-hans", "ko"}}`."""


class Standing(models.TextChoices):
    """How the text of one field in one language stands."""

    EMPTY = "empty", _("Empty")  # in no language at all: nothing to translate
    SOURCE = "source", _("Original")
    MISSING = "missing", _("Missing")
    OUTDATED = "outdated", _("Outdated")
    DONE = "done", _("Done")


@dataclass(frozen=True)
class FieldState:
    """How one field stands: its source language (None while it is empty) and each language's standing."""

    field: str
    source: str | None
    standings: Mapping[str, Standing]


@dataclass
class _Known:
    """What is on record about one field: its source, and the source text's hash that each language is in step with."""

    source: str | None
    hashes: dict[str, str]

    @classmethod
    def of(cls, rows: Iterable[TranslationState]) -> "_Known":
        known = cls(None, {})
        for row in rows:
            known.source = row.source_language
            known.hashes[row.language] = row.source_hash
        return known

    def in_step(self) -> set[str]:
        """The languages that say what the source said when it was last recorded."""
        newest = self.hashes.get(self.source or "", "")
        return {language for language, recorded in self.hashes.items() if recorded and recorded == newest}


def hash_of(text: str) -> str:
    """A fingerprint that white space and the way of composing characters do not change; empty for no text."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode()).hexdigest() if normal else ""


@transaction.atomic
def record_edit(obj: models.Model, *, changed: Changes, editor: Any, minor: bool = False, at: datetime) -> None:
    """Record that the texts of these languages were changed on the saved object. `editor` is a person, or None."""
    fields = [field for field in changed if changed[field]]
    recorded = _records(obj, fields)
    target = ContentType.objects.get_for_model(obj)
    rows = []
    for field in fields:
        known = _Known.of(recorded.get(field, []))
        texts = {language: stored_text(obj, field, language) for language in Language.values}
        after = _after_edit(known, texts, set(changed[field]), minor=minor, editor=editor)
        rows += [
            TranslationState(
                content_type=target,
                object_id=str(obj.pk),
                field=field,
                language=language,
                source_language=after.source or language,
                source_hash=after.hashes.get(language, ""),
                changed_at=at,
                changed_by=editor,
            )
            for language in Language.values
            if _differs(known, after, language) or language in changed[field]
        ]
    TranslationState.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "field", "language"],
        update_fields=["source_language", "source_hash", "changed_at", "changed_by"],
    )


def states(obj: models.Model, fields: Collection[str] | None = None) -> dict[str, FieldState]:
    """How every translated field of the object stands (or those named), after what was recorded. One query."""
    names = [name for name in translated_fields(type(obj)) if fields is None or name in fields]
    recorded = _records(obj, names) if obj.pk else {}
    return {name: _state(obj, name, _Known.of(recorded.get(name, []))) for name in names}


def states_of_all(objects: Collection[models.Model]) -> dict[Any, dict[str, FieldState]]:
    """How the translated fields of each of these objects of one model stand, by its key; see `states`. One query."""
    if not objects:
        return {}
    model = type(next(iter(objects)))
    recorded: dict[tuple[str, str], list[TranslationState]] = {}
    for row in TranslationState.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(one.pk) for one in objects]
    ):
        recorded.setdefault((row.object_id, row.field), []).append(row)
    return {
        one.pk: {
            name: _state(one, name, _Known.of(recorded.get((str(one.pk), name), [])))
            for name in translated_fields(model)
        }
        for one in objects
    }


def coverage(queryset: models.QuerySet[Any]) -> dict[str, int]:
    """For each language, how many of a hundred recorded texts of these objects are in it and up to date. One query.

    A language without a single recorded text anywhere has a full score: nothing is missing.
    """
    objects = queryset.order_by().annotate(_key=Cast("pk", CharField())).values("_key")
    target = ContentType.objects.get_for_model(queryset.model)
    rows = TranslationState.objects.filter(content_type=target, object_id__in=objects).exclude(source_hash="")
    source = TranslationState.objects.filter(
        content_type=target,
        object_id=OuterRef("object_id"),
        field=OuterRef("field"),
        language=OuterRef("source_language"),
        source_hash=OuterRef("source_hash"),
    )
    counted = rows.aggregate(
        all=Count("pk", filter=models.Q(language=models.F("source_language"))),
        **{f"in_{i}": Count("pk", filter=models.Q(Exists(source), language=code)) for i, code in _numbered()},
    )
    total = counted["all"]
    return {code: counted[f"in_{i}"] * 100 // total if total else 100 for i, code in _numbered()}


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(Language.values))


def _records(obj: models.Model, fields: Collection[str]) -> dict[str, list[TranslationState]]:
    rows = TranslationState.objects.filter(
        content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk), field__in=fields
    )
    by_field: dict[str, list[TranslationState]] = {}
    for row in rows:
        by_field.setdefault(row.field, []).append(row)
    return by_field


def _differs(before: _Known, after: _Known, language: str) -> bool:
    return after.source != before.source or before.hashes.get(language, "") != after.hashes.get(language, "")


def _after_edit(known: _Known, texts: dict[str, str], changed: set[str], *, minor: bool, editor: Any) -> _Known:
    """What is known after these languages were changed; the rules are those at the top of this module."""
    written = {language for language, text in texts.items() if hash_of(text)}
    source = _source_after_edit(known, written, changed, minor=minor, editor=editor)
    if source is None:
        return _Known(None, {})
    were_in_step = known.in_step()
    in_step = {source} | (changed if not minor else were_in_step | _new_to(known, changed if known.source else written))
    if known.source not in written and source not in changed:
        # The source was emptied, and one of its translations took its place: nothing new was said.
        in_step |= were_in_step
    now = hash_of(texts[source])
    return _Known(
        source, {language: now if language in in_step else known.hashes.get(language, "") for language in written}
    )


def _new_to(known: _Known, languages: set[str]) -> set[str]:
    return {language for language in languages if not known.hashes.get(language)}


def _source_after_edit(known: _Known, written: set[str], changed: set[str], *, minor: bool, editor: Any) -> str | None:
    """The language that the others translate, after these were changed; the editor's own where several can be."""
    own = getattr(editor, "language", None)
    order = sorted(written, key=lambda language: (language != own, _DEFAULT_ORDER.index(language)))
    in_step = known.in_step()
    if known.source in written:
        brings_news = not minor and known.source not in changed
        return next((code for code in order if brings_news and code in changed & in_step), known.source)
    return next((code for code in order if code in (in_step or changed)), order[0] if order else None)


def _state(obj: models.Model, field: str, known: _Known) -> FieldState:
    texts = {language: stored_text(obj, field, language) for language in _DEFAULT_ORDER}
    written = [language for language, text in texts.items() if hash_of(text)]
    if not written:
        return FieldState(field, None, dict.fromkeys(Language.values, Standing.EMPTY))
    source = known.source if known.source in written else written[0]
    now = hash_of(texts[source])

    def standing(language: str) -> Standing:
        if language not in written:
            return Standing.MISSING
        if language == source:
            return Standing.SOURCE
        return Standing.DONE if known.hashes.get(language, now) == now else Standing.OUTDATED

    return FieldState(field, source, {language: standing(language) for language in Language.values})
