"""What the institutions' side holds about people: whom they act for, what they said and handed in, booked and asked.

What an institution says and signs is its own and stays with its contract; what names a person goes with them, or when
nobody needs it any more. Notes and findings of officers are about applications and name nobody but their writer.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commons.documents import services as documents
from commons.lib import privacy
from institutions.models import (
    Application,
    Booking,
    Contract,
    Enquiry,
    EnquiryFile,
    Feed,
    Invitation,
    Member,
    Paper,
    Revision,
)
from institutions.states import ApplicationState, ContractState

if TYPE_CHECKING:
    from commons.accounts.models import User

KEPT_WITHDRAWN = timedelta(days=30)
"""Documents of what was withdrawn: long enough to notice that it was a mistake (PIPL, art. 47)."""
KEPT_DECLINED = timedelta(days=190)
"""Documents of what was declined: a decision can be taken to court for six months (Administrative Litigation Law,
art. 46)."""
KEPT_DRAFT = timedelta(days=365)
"""Documents of an application that was begun and not touched for a year: nobody goes on with it."""
KEPT_INVITATION = timedelta(days=30)
"""Addresses of people who were invited, after the invitation is over: some of them never said yes."""
KEPT_MEMBERSHIP = timedelta(days=3 * 365)
"""Who acted for an institution and does not any more: as long as it may be asked who did something."""
KEPT_BOOKING = timedelta(days=2 * 365)
"""Titles of bookings and who made them; that the time was used stays, for figures."""
KEPT_ENQUIRY = timedelta(days=2 * 365)
"""Enquiries that are closed: as long as the same goods come back with the same question."""
NO_CONTRACT = (ContractState.DRAFTED, ContractState.SIGNED, ContractState.DROPPED)
WIPED: dict[str, str] = {
    "representative_name": "", "representative_position": "", "representative_email": "", "representative_phone": "",
}  # fmt: skip


def export(user: "User") -> dict[str, Any]:
    """Whom the person acts for or acted for, what names them in applications, their bookings, enquiries and feeds."""
    members = Member.objects.filter(user=user).select_related("institution")
    return {
        "institutions": [
            {"institution": str(one.institution), "part": one.duty, "since": one.since, "until": one.until}
            for one in members
        ],
        "invitations": list(
            Invitation.objects.filter(Q(invited_by=user) | Q(email__iexact=user.email or "-")).values(
                "email", "duty", "invited_at", "accepted_at", "revoked_at"
            )
        ),
        "applications": [_application(one, user) for one in _applications_of(user)],
        "documents": [
            {"application": one.application.reference, "kind": one.kind.slug, "file": one.document.name}
            for one in Paper.objects.filter(document__added_by=user, document__removed_at=None)
            .select_related("application", "kind", "document")
        ],
        "bookings": list(
            Booking.objects.filter(booked_by=user).values("reference", "title", "starts_at", "ends_at", "state")
        ),
        "enquiries": [_enquiry(one) for one in Enquiry.objects.filter(asked_by=user).order_by("pk")],
        "calendar_addresses": list(Feed.objects.filter(created_by=user).values("created_at", "revoked_at")),
    }  # fmt: skip


def erase(user: "User", at: datetime) -> None:
    """End what the person may do for institutions, and forget what names them where no contract holds it."""
    Member.objects.filter(user=user, until=None).update(until=at)
    if user.email:
        Invitation.objects.filter(email__iexact=user.email).delete()
    Invitation.objects.filter(invited_by=user, accepted_at=None, revoked_at=None).update(revoked_at=at)
    Feed.objects.filter(created_by=user, revoked_at=None).update(revoked_at=at)
    named = _over(_applications_of(user))
    Revision.objects.filter(application__in=list(named.values_list("pk", flat=True))).delete()
    named.filter(representative_email__iexact=user.email or "-").update(**WIPED)
    Booking.objects.filter(booked_by=user, institution=None).update(title="")
    _forget_enquiries(Enquiry.objects.filter(asked_by=user, institution=None), at)


def expire(at: datetime) -> int:
    """Let go of everything whose time is over; says how many rows were touched."""
    touched = _drop_papers(Application.objects.filter(_unused(at)), at)
    over = Invitation.objects.filter(Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False) | Q(expires_at__lt=at))
    touched += over.filter(expires_at__lt=at - KEPT_INVITATION).delete()[0]
    touched += Member.objects.filter(until__lt=at - KEPT_MEMBERSHIP).delete()[0]
    old = Booking.objects.filter(Q(booked_by__isnull=False) | ~Q(title=""), ends_at__lt=at - KEPT_BOOKING)
    touched += old.update(title="", booked_by=None)
    closed = Enquiry.objects.filter(state=Enquiry.State.CLOSED, closed_at__lt=at - KEPT_ENQUIRY)
    return touched + _forget_enquiries(closed, at)


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "institutions",
        title=_("Institutions that you act for"),
        export=export,
        erase=erase,
        keep=max(KEPT_DECLINED, KEPT_DRAFT, KEPT_MEMBERSHIP, KEPT_BOOKING, KEPT_ENQUIRY),
        expire=expire,
    )


def _applications_of(user: "User") -> "QuerySet[Application]":
    """Those that the person began, or in which they are named as representative."""
    named = Q(representative_email__iexact=user.email) if user.email else Q(pk=None)
    return Application.objects.filter(Q(created_by=user) | named).select_related("institution").order_by("pk")


def _application(application: Application, user: "User") -> dict[str, Any]:
    told: dict[str, Any] = {
        "reference": application.reference,
        "institution": str(application.institution),
        "state": ApplicationState(application.state).value,
        "begun_at": application.created_at,
    }
    if user.email and application.representative_email.lower() == user.email:
        told |= {
            "name": application.representative_name,
            "position": application.representative_position,
            "email": application.representative_email,
            "phone": str(application.representative_phone),
        }
    return told


def _enquiry(enquiry: Enquiry) -> dict[str, Any]:
    """The thread without what officers said to each other."""
    shown = enquiry.messages.filter(is_internal=False).prefetch_related("files__document")
    return {
        "reference": enquiry.reference,
        "subject": enquiry.subject,
        "asked_at": enquiry.asked_at,
        "messages": [
            {"at": one.at, "text": one.text, "files": [file.document.name for file in one.files.all()]}
            for one in shown
        ],
    }  # fmt: skip


def _unused(at: datetime) -> Q:
    """Applications whose documents nobody needs any more."""
    state = ApplicationState
    return (
        Q(state=state.WITHDRAWN, state_since__lt=at - KEPT_WITHDRAWN)
        | Q(state=state.DECLINED, state_since__lt=at - KEPT_DECLINED)
        | Q(state=state.DRAFT, state_since__lt=at - KEPT_DRAFT)
    )


def _over(applications: "QuerySet[Application]") -> "QuerySet[Application]":
    """Those that came to nothing: no contract rests on them, and nobody works on them."""
    concluded = Contract.objects.exclude(state__in=NO_CONTRACT).values("application")
    over = applications.filter(state__in=[ApplicationState.WITHDRAWN, ApplicationState.DECLINED])
    return over.exclude(pk__in=concluded.filter(application__isnull=False))


def _drop_papers(applications: "QuerySet[Application]", at: datetime) -> int:
    """Delete the documents, and what was kept of the answers as they were handed in."""
    recent = at - KEPT_DRAFT
    papers = Paper.objects.filter(application__in=applications).select_related("document")
    drafts = Q(application__state=ApplicationState.DRAFT, document__added_at__gte=recent)
    touched = 0
    for paper in papers.exclude(drafts):
        paper.delete()
        documents.remove(document=paper.document, at=at)
        touched += 1
    return touched + Revision.objects.filter(application__in=applications).delete()[0]


def _forget_enquiries(enquiries: "QuerySet[Enquiry]", at: datetime) -> int:
    """Delete the threads with their files."""
    held = list(EnquiryFile.objects.filter(message__enquiry__in=enquiries).select_related("document"))
    for file in held:
        file.delete()
        documents.remove(document=file.document, at=at)
    return len(held) + enquiries.delete()[0]
