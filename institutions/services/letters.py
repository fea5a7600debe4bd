"""Letters to institutions: filled in from a template, finished by an officer, sent as messages and kept as sent."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation

from commons.lib.dates import format_day
from commons.translations.texts import text_of
from institutions.errors import NotYourMove, reviewing
from institutions.models import Application, Letter, LetterTemplate
from institutions.placeholders import filled, left_in
from institutions.roles import roles_of
from institutions.services import review_news
from institutions.services.transactions import lock_application, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User


def draft(
    *, template: LetterTemplate, application: Application, language: str, by: "User", at: datetime
) -> tuple[str, str]:
    """Subject and text in the language, with what is known put in; what is not known stays in its braces."""
    with translation.override(language):
        known = _known(application, by, at, language)
        subject, text = (text_of(template, field, language).text for field in ("subject", "text"))
    return filled(subject, known), filled(text, known)


@one_transaction
def send(
    *, application: Application, template: LetterTemplate | None, language: str, subject: str, text: str, by: "User",
    at: datetime,
) -> Letter:  # fmt: skip
    """Send the letter to everybody who acts for the institution, and keep it as it was sent.

    Raises LetterUnfinished while a placeholder is left, or NotYourMove for an institution of the officer's own.
    """
    if left := left_in(f"{subject} {text}"):
        raise reviewing.LetterUnfinished(left=" ".join(left))
    application = lock_application(application.pk)
    roles = roles_of(by)
    if not roles.is_officer or application.institution_id in roles.institutions:
        raise NotYourMove
    letter = Letter.objects.create(
        application=application, template=template, language=language, subject=subject, text=text, sent_by=by,
        sent_at=at,
    )  # fmt: skip
    review_news.tell_letter(letter, at=at)
    return letter


def _known(application: Application, by: "User", at: datetime, language: str) -> dict[str, str]:
    """What is put in for each of `PLACEHOLDERS`; an empty value leaves it for the officer."""
    return {
        "institution": text_of(application.institution, "name", language).text,
        "reference": application.reference,
        "representative": application.representative_name,
        "area": text_of(application.area, "name", language).text if application.area else "",
        "due_on": format_day(application.due_on) if application.due_on else "",
        "today": format_day(at),
        "officer": by.full_name,
        "decision": application.decision_reason,
    }
