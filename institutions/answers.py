"""What an application says: the fields of each part, their values as plain JSON, and what is still missing.

Part of it stands on the institution, which outlives the application; the rest on the application itself.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country
from phonenumber_field.phonenumber import PhoneNumber

from commons.lib.countries import country_name
from commons.lib.dates import format_day
from commons.lib.languages import OWN_NAMES, Language, suffix
from commons.translations.texts import text_of
from institutions.models import Application, Institution, Kind, Task
from institutions.models.places import LivingRoomArea

Answers = dict[str, Any]
"""By field: texts, numbers, ISO days and codes; what was not answered is "" or None."""

NAMES = tuple(f"name_{suffix(code)}" for code in Language.values)
ABOUTS = tuple(f"about_{suffix(code)}" for code in Language.values)
FIELDS: dict[str, tuple[str, ...]] = {
    Task.INSTITUTION: (
        *NAMES, "kind", "country", "registered_name", "registration_number", "address", "founded_in", *ABOUTS,
        "website", "email", "phone",
    ),
    Task.REPRESENTATIVE: (
        "representative_name", "representative_position", "representative_email", "representative_phone", "authority",
    ),
    Task.PURPOSE: ("area", "purpose", "desks", "room_hours", "wanted_from", "months"),
}  # fmt: skip
"""The parts that are answered by filling in, in the order of the page."""

REQUIRED: dict[str, tuple[str, ...]] = {
    Task.INSTITUTION: ("kind", "country", "registered_name", "address"),
    Task.REPRESENTATIVE: ("representative_name", "representative_position", "representative_email", "authority"),
    Task.PURPOSE: ("area", "purpose", "desks", "room_hours", "wanted_from", "months"),
}
IN_SOME_LANGUAGE: dict[str, tuple[tuple[str, ...], ...]] = {Task.INSTITUTION: (NAMES, ABOUTS)}
"""Of each group one language at least."""
WITHOUT_REGISTRATION = frozenset({Kind.OFFICE, Kind.OTHER})
"""Offices of authorities are entered in no register of companies or associations."""
TYPED_AT_THE_START = frozenset({*NAMES, "kind", "country"})
"""What was answered before the task list was there: it alone does not mean that the part was begun."""


def answers_of(application: Application, task: str) -> Answers:
    """What the application says in one part."""
    return {name: plain(getattr(_holder(application, task), name)) for name in FIELDS[task]}


def plain(value: Any) -> Any:
    """A value of a field as plain JSON."""
    if isinstance(value, LivingRoomArea):
        return value.slug
    if isinstance(value, PhoneNumber):
        return value.as_e164 if value else ""
    if isinstance(value, Country):
        return value.code or ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def fingerprint(answers: Mapping[str, Any]) -> str:
    """Tells whether somebody has changed the answers since a page showed them."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


def required_in(task: str, answers: Mapping[str, Any]) -> list[str]:
    """The fields that have to be answered, besides those of which one language is enough."""
    required = list(REQUIRED[task])
    if task == Task.INSTITUTION and answers.get("kind") not in WITHOUT_REGISTRATION:
        required.append("registration_number")
    return required


def missing_in(task: str, answers: Mapping[str, Any]) -> list[str]:
    """The required fields that are not answered; of a group of languages, its first one."""
    missing = {name for name in required_in(task, answers) if answers.get(name) in {"", None}}
    groups = IN_SOME_LANGUAGE.get(task, ())
    missing |= {group[0] for group in groups if not any(answers.get(name) for name in group)}
    return [name for name in FIELDS[task] if name in missing]


def is_begun(answers: Mapping[str, Any]) -> bool:
    """Whether anything of the part was answered since the application was begun."""
    return any(value not in {"", None} for name, value in answers.items() if name not in TYPED_AT_THE_START)


def label_of(name: str, *, of_group: bool = False) -> str | Promise:
    """What a field is called; `of_group`: without the language in which its text is written."""
    base, language = _base_and_language(name)
    label = model_field(name if language is None else base).verbose_name
    if language is None or of_group:
        return label
    return _("%(field)s (%(language)s)") % {"field": label, "language": OWN_NAMES[language]}


def in_words(name: str, value: Any, areas: Iterable[LivingRoomArea] = ()) -> str:
    """A plain value as people read it in the page's language; "" for nothing."""
    if value in {"", None}:
        return ""
    if name == "country":
        return country_name(value)
    if name == "area":
        return next((text_of(area, "name").text for area in areas if area.slug == value), str(value))
    if name == "wanted_from":
        return format_day(date.fromisoformat(value))
    if name.endswith("phone"):
        return PhoneNumber.from_string(value).as_international
    choices: Sequence[tuple[Any, Any]] = model_field(name).flatchoices
    return str(dict(choices).get(value, value))


def model_field(name: str) -> "models.Field[Any, Any]":
    """The column behind a field of an answer."""
    model = Institution if name in FIELDS[Task.INSTITUTION] or name in {"name", "about"} else Application
    return model._meta.get_field(name)  # type: ignore[return-value]


def _holder(application: Application, task: str) -> Institution | Application:
    return application.institution if task == Task.INSTITUTION else application


def _base_and_language(name: str) -> tuple[str, str | None]:
    for code in Language.values:
        if name.endswith(f"_{suffix(code)}"):
            return name.removesuffix(f"_{suffix(code)}"), code
    return name, None
