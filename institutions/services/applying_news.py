"""What an institution is told of its own acts, and officers of an application that is taken back."""

from datetime import datetime

from commons.notifications.models import Message
from institutions.models import Application, Step
from institutions.services.addresses import page_of_application, page_of_review
from institutions.services.messages import tell_members, tell_officer


def tell_submitted(application: Application, *, step: Step, at: datetime) -> list[Message]:
    """Confirm to the members that the application, or the answer to what was asked, has arrived."""
    return tell_members(
        application.institution, "submitted", key=f"institutions-submitted:{step.pk}", at=at,
        url=page_of_application(application), application=application, is_answer=step.move == "answer",
        due_on=application.due_on,
    )  # fmt: skip


def tell_withdrawn(application: Application, *, step: Step, at: datetime) -> list[Message]:
    """Confirm to the members that the application is withdrawn, and tell the officer who had it."""
    told = tell_members(
        application.institution, "withdrawn", key=f"institutions-withdrawn:{step.pk}", at=at,
        url=page_of_application(application), application=application,
    )  # fmt: skip
    if application.owner is not None:
        told.append(
            tell_officer(
                application.owner, "withdrawn_for_officer", key=f"institutions-withdrawn:{step.pk}:officer", at=at,
                url=page_of_review(application), application=application, institution=application.institution,
            )
        )  # fmt: skip
    return told
