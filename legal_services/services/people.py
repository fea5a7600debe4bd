"""People whom the legal service area deals with: found by any spelling of their name, written down, corrected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from commons.accounts.names import tidy_name
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.cipher import blind_index
from commons.lib.references import new_reference
from legal_services import errors
from legal_services.models import Person, PersonName
from legal_services.names import keys_of
from legal_services.search import find_people
from legal_services.services.transactions import lock_people, one_transaction

__all__ = ["add_name", "add_person", "change_person", "document_index", "find_people", "person_of_account"]

SUBJECT = "legal.person"
"""What the access log calls a person."""


@one_transaction
def add_person(
    *,
    name: str,
    other_names: Sequence[str] = (),
    phone: Any = "",
    email: str = "",
    language: str = "",
    writes: str = "zh-hans",
    country: str = "",
    document_number: str = "",
    user: Any = None,
    by: Any,
    at: datetime,
) -> Person:
    """Write down a new person, whoever looks alike already: two people may share a name, a phone or an address.

    `other_names` are further spellings. Of the number of an identity document only a blind index is kept. `user` is
    the person's own account; one that belongs to another person already is refused with AccountTaken.
    """
    person, names = unsaved_person(
        name=name, other_names=other_names, phone=phone, email=email, language=language, writes=writes,
        country=country, document_number=document_number, user=user, by=by, at=at,
    )  # fmt: skip
    person.save(force_insert=True)
    PersonName.objects.bulk_create(names)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=person.reference, reason="added", at=at)
    return person


def unsaved_person(
    *, name: str, other_names: Sequence[str] = (), document_number: str = "", by: Any, at: datetime, **facts: Any
) -> tuple[Person, list[PersonName]]:
    """What `add_person` writes, for a caller who writes many: the person, and the spellings of their name."""
    person = Person(
        reference=new_reference("P"), name=tidy_name(name), document_index=document_index(document_number),
        created_at=at, created_by=by, **facts,
    )  # fmt: skip
    return person, _names_of(person, [name, *other_names])


@one_transaction
def change_person(*, person: Person, names: Sequence[str], by: Any, at: datetime, **facts: Any) -> Person:
    """Correct what is known: every spelling of the name, the first one being shown, and the facts of `add_person`.

    A spelling that is left out is forgotten. Raises ChangedMeanwhile for a person who was merged into another.
    """
    # The person's row is the lock: a merge reads what it joins behind it.
    person = lock_people(person.pk)[person.pk]
    if person.merged_into_id is not None:
        raise errors.ChangedMeanwhile
    if number := facts.pop("document_number", ""):
        facts["document_index"] = document_index(number)
    for field, value in {"name": tidy_name(names[0]), **facts}.items():
        setattr(person, field, value)
    person.save(update_fields=["name", *facts])
    person.names.exclude(text__in=[tidy_name(name) for name in names]).delete()
    _write_names(person, names)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=person.reference, reason="corrected", at=at)
    return person


@one_transaction
def add_name(*, person: Person, name: str, by: Any, at: datetime) -> PersonName:
    """Remember one more spelling of a person's name. Doing it twice is harmless."""
    _write_names(person, [name])
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=person.reference, reason="name added", at=at)
    return person.names.get(text=tidy_name(name))


@one_transaction
def person_of_account(*, user: Any, by: Any, at: datetime) -> Person:
    """The person to whom an account belongs: as known already, or written down from the profile."""
    if known := Person.objects.filter(user=user).select_related("root").first():
        return known.root or known
    return add_person(
        name=user.full_name,
        other_names=[user.local_name] if user.local_name else [],
        phone=user.phone or "",
        email=user.email or "",
        writes=user.language,
        user=user,
        by=by,
        at=at,
    )


def document_index(number: str) -> str:
    """By this, equal numbers of identity documents are found; empty for no number. Signs between do not matter."""
    plain = "".join(sign for sign in number if sign.isalnum())
    return blind_index(plain, purpose="legal.person.document") if plain else ""


def everybody_of(*roots: int) -> Q:
    """Those rows of people that stand for one of these persons: themselves and whoever was merged into them."""
    return Q(pk__in=roots) | Q(root__in=roots)


def _write_names(person: Person, names: Sequence[str]) -> None:
    PersonName.objects.bulk_create(_names_of(person, names), ignore_conflicts=True)


def _names_of(person: Person, names: Sequence[str]) -> list[PersonName]:
    tidied = dict.fromkeys(tidy_name(name) for name in names if name.strip())
    return [PersonName(person=person, text=name, keys=keys_of(name)) for name in tidied]
