"""What both sides of an enquiry are told: that there is something to read, never what it says."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from commons.notifications.models import Message
from commons.notifications.services import notify
from institutions.models import Enquiry, EnquiryMessage
from institutions.services.messages import DESK, tell_members, tell_officer

if TYPE_CHECKING:
    from commons.accounts.models import User


def tell_received(enquiry: Enquiry, *, at: datetime) -> Message | None:
    """Tell whoever asked that it has arrived, and by when it is answered."""
    return _tell_person(enquiry, "enquiry_received", key=f"enquiry-received:{enquiry.pk}", at=at)


def tell_answered(message: EnquiryMessage, *, at: datetime) -> list[Message]:
    """Tell the asker's side that there is an answer."""
    return _tell_askers(message.enquiry, "enquiry_answered", key=f"enquiry-answered:{message.pk}", at=at)


def tell_closed(enquiry: Enquiry, *, at: datetime) -> list[Message]:
    """Tell the asker's side that the service centre has closed it."""
    return _tell_askers(enquiry, "enquiry_closed", key=f"enquiry-closed:{enquiry.pk}:{int(at.timestamp())}", at=at)


def tell_officer_of_words(message: EnquiryMessage, officer: "User", *, is_new: bool, at: datetime) -> Message:
    """Tell an officer that somebody has asked, or has said more."""
    return _tell_officer(
        message.enquiry, officer, "enquiry_words", key=f"enquiry-words:{message.pk}", at=at, is_new=is_new
    )


def tell_given(enquiry: Enquiry, *, at: datetime) -> Message | None:
    """Tell an officer that a colleague gave them the enquiry."""
    if enquiry.owner is None:
        return None
    return _tell_officer(
        enquiry, enquiry.owner, "enquiry_given", key=f"enquiry-given:{enquiry.pk}:{int(at.timestamp())}", at=at
    )


def tell_due(enquiry: Enquiry, officer: "User", *, is_over: bool, at: datetime) -> Message:
    """Remind an officer of an answer: before it is due, and when it is late."""
    return _tell_officer(
        enquiry, officer, "enquiry_due", key=key_of_reminder(enquiry, is_over=is_over), at=at, is_over=is_over
    )


def key_of_reminder(enquiry: Enquiry, *, is_over: bool) -> str:
    """What tells a reminder apart; what is asked anew is due at another time and has reminders of its own."""
    due = int(enquiry.due_at.timestamp()) if enquiry.due_at else 0
    return f"enquiry-due:{enquiry.pk}:{due}:{'over' if is_over else 'soon'}"


def _tell_askers(enquiry: Enquiry, what: str, *, key: str, at: datetime) -> list[Message]:
    if enquiry.institution is not None:
        url = enquiry.get_absolute_url()
        return tell_members(enquiry.institution, what, key=key, url=url, at=at, enquiry=enquiry)
    told = _tell_person(enquiry, what, key=key, at=at)
    return [told] if told else []


def _tell_person(enquiry: Enquiry, what: str, *, key: str, at: datetime) -> Message | None:
    """None for an account that was closed."""
    person = enquiry.asked_by
    if person is None or not person.may_be_written_to:
        return None
    context = {"enquiry": enquiry, "institution": enquiry.institution}
    url = enquiry.get_absolute_url()
    return notify(person, f"institutions/{what}", key=f"{key}:{person.pk}", url=url, at=at, desk=DESK, context=context)


def _tell_officer(enquiry: Enquiry, officer: "User", what: str, *, key: str, at: datetime, **context: bool) -> Message:
    url = reverse("institutions-desk:enquiry", args=[enquiry.reference])
    return tell_officer(officer, what, key=key, url=url, at=at, enquiry=enquiry, **context)
