"""Enquiries to the service centre for goods: asked, answered, noted, given to an officer, closed and opened again."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from commons.documents import services as documents
from commons.documents.models import Document
from commons.lib.references import new_reference
from institutions import errors
from institutions.enquiry_times import due_at
from institutions.errors.goods import EnquiryClosed, NotAnsweredYet, TakenMeanwhile
from institutions.errors.reviewing import NotAnOfficer
from institutions.models import Enquiry, EnquiryMessage, Institution, Member
from institutions.officers import officers
from institutions.roles import roles_of
from institutions.services import enquiry_news as news
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

Uploads = Sequence[File[Any]]


class Side(Enum):
    """Who speaks in an enquiry."""

    ASKER = "asker"
    CENTRE = "centre"


@one_transaction
def ask(
    *, category: str, subject: str, text: str, uploads: Uploads = (), institution: Institution | None = None,
    by: "User", at: datetime,
) -> Enquiry:  # fmt: skip
    """Open an enquiry for an institution that the person acts for, or (without one) for themselves.

    Raises NotYourMove, TooMany or UnusableFile.
    """
    if institution is not None and institution.pk not in roles_of(by).institutions:
        raise errors.NotYourMove
    kept = _keep(uploads, by=by, at=at)
    enquiry = Enquiry.objects.create(
        reference=new_reference("Q"), category=category, subject=subject, institution=institution, asked_by=by,
        language=by.language, due_at=due_at(category, at), asked_at=at, changed_at=at,
    )  # fmt: skip
    message = _say(enquiry, text, kept, by=by, at=at)
    news.tell_received(enquiry, at=at)
    for officer in receivers(enquiry):
        news.tell_officer_of_words(message, officer, is_new=True, at=at)
    return enquiry


@one_transaction
def reply(*, enquiry: Enquiry, text: str, uploads: Uploads = (), by: "User", at: datetime) -> EnquiryMessage:
    """Say more as the one who asked; what was answered or closed is with the service centre again.

    What it has not answered yet stays due when it was. Raises NotYourMove, TooMany or UnusableFile.
    """
    _refuse_unless(Side.ASKER, enquiry, by)
    kept = _keep(uploads, by=by, at=at)
    locked = lock_enquiry(enquiry.pk)
    _give_to_centre(locked, at)
    message = _say(locked, text, kept, by=by, at=at)
    if locked.owner:
        news.tell_officer_of_words(message, locked.owner, is_new=False, at=at)
    return message


@one_transaction
def answer(*, enquiry: Enquiry, text: str, uploads: Uploads = (), by: "User", at: datetime) -> EnquiryMessage:
    """Answer as an officer; an enquiry that nobody had is theirs then. The asker's side is told.

    Raises NotYourMove, EnquiryClosed, TooMany or UnusableFile.
    """
    _refuse_unless(Side.CENTRE, enquiry, by)
    kept = _keep(uploads, by=by, at=at)
    locked = lock_enquiry(enquiry.pk)
    if locked.state == Enquiry.State.CLOSED:
        raise EnquiryClosed
    locked.state, locked.due_at, locked.changed_at = Enquiry.State.ANSWERED, None, at
    locked.owner = locked.owner or by
    locked.save(update_fields=["state", "due_at", "changed_at", "owner"])
    message = _say(locked, text, kept, by_officer=True, by=by, at=at)
    news.tell_answered(message, at=at)
    return message


@one_transaction
def note(*, enquiry: Enquiry, text: str, by: "User", at: datetime) -> EnquiryMessage:
    """Write something for colleagues; whoever asked never sees it and is not told. Raises NotYourMove."""
    _refuse_unless(Side.CENTRE, enquiry, by)
    return _say(enquiry, text, [], by_officer=True, is_internal=True, by=by, at=at)


@one_transaction
def assign(*, enquiry: Enquiry, owner: "User", instead_of: int | None, by: "User", at: datetime) -> None:
    """Give the enquiry to an officer; `instead_of` is the key of who had it when the giver looked (None: nobody).

    Raises NotYourMove, NotAnOfficer, EnquiryClosed, or TakenMeanwhile when somebody else has it by now.
    """
    _refuse_unless(Side.CENTRE, enquiry, by)
    if owner not in receivers(enquiry):
        raise NotAnOfficer
    # Locked: two officers may take it at this moment, and one of them has to learn of it.
    locked = lock_enquiry(enquiry.pk)
    if locked.state == Enquiry.State.CLOSED:
        raise EnquiryClosed
    if locked.owner_id != instead_of:
        raise TakenMeanwhile
    if locked.owner_id == owner.pk:
        return
    locked.owner, locked.changed_at = owner, at
    locked.save(update_fields=["owner", "changed_at"])
    if owner != by:
        news.tell_given(locked, at=at)


@one_transaction
def close(*, enquiry: Enquiry, by: "User", at: datetime) -> None:
    """End the enquiry; either side does. The service centre does so only with what it has answered.

    Raises NotYourMove, EnquiryClosed or NotAnsweredYet.
    """
    side = side_of(enquiry, by)
    locked = lock_enquiry(enquiry.pk)
    if locked.state == Enquiry.State.CLOSED:
        raise EnquiryClosed
    if side == Side.CENTRE and locked.state == Enquiry.State.OPEN:
        raise NotAnsweredYet
    locked.state, locked.due_at, locked.closed_at, locked.changed_at = Enquiry.State.CLOSED, None, at, at
    locked.save(update_fields=["state", "due_at", "closed_at", "changed_at"])
    if side == Side.CENTRE:
        news.tell_closed(locked, at=at)


@one_transaction
def reopen(*, enquiry: Enquiry, by: "User", at: datetime) -> None:
    """Put a closed enquiry before the service centre again, due anew; either side does.

    Raises NotYourMove, or WrongState for one that is not closed.
    """
    side_of(enquiry, by)
    locked = lock_enquiry(enquiry.pk)
    if locked.state != Enquiry.State.CLOSED:
        raise errors.WrongState
    _give_to_centre(locked, at)


def lock_enquiry(enquiry_id: int) -> Enquiry:
    """The enquiry as it stands, its row locked: its state and who has it change behind it. No other row is locked."""
    Enquiry.objects.select_for_update(no_key=True).values_list("pk").get(pk=enquiry_id)
    return Enquiry.objects.select_related("institution", "asked_by", "owner").get(pk=enquiry_id)


def side_of(enquiry: Enquiry, person: "User") -> Side:
    """On which side the person stands; who asked does not also answer. Raises NotYourMove for all others."""
    roles = roles_of(person)
    is_own = enquiry.institution_id is None and enquiry.asked_by_id == person.pk
    if is_own or enquiry.institution_id in roles.institutions:
        return Side.ASKER
    if roles.is_officer:
        return Side.CENTRE
    raise errors.NotYourMove


def receivers(enquiry: Enquiry) -> "list[User]":
    """The officers who may have the enquiry: not those who asked it, nor those who act for who asked."""
    found = officers()
    if enquiry.institution_id is None:
        return list(found.exclude(pk=enquiry.asked_by_id) if enquiry.asked_by_id else found)
    acting = Member.objects.standing().filter(institution=enquiry.institution_id)
    return list(found.exclude(institution_memberships__in=acting))


def _refuse_unless(side: Side, enquiry: Enquiry, by: "User") -> None:
    if side_of(enquiry, by) != side:
        raise errors.NotYourMove


def _give_to_centre(locked: Enquiry, at: datetime) -> None:
    locked.due_at = locked.due_at or due_at(locked.category, at)
    locked.state, locked.closed_at, locked.changed_at = Enquiry.State.OPEN, None, at
    locked.save(update_fields=["state", "due_at", "closed_at", "changed_at"])


def _keep(uploads: Uploads, *, by: "User", at: datetime) -> list[Document]:
    """Keep the files encrypted. Before any lock, because examining them takes a while."""
    documents.refuse_unless_room(held=0, added=len(uploads))
    return [documents.keep(upload=upload, by=by, at=at) for upload in uploads]


def _say(
    enquiry: Enquiry, text: str, kept: Sequence[Document], *, by_officer: bool = False, is_internal: bool = False,
    by: "User", at: datetime,
) -> EnquiryMessage:  # fmt: skip
    message = EnquiryMessage.objects.create(
        enquiry=enquiry, text=text, by_officer=by_officer, is_internal=is_internal, by=by, at=at
    )
    for document in kept:
        message.files.create(document=document)
    return message
