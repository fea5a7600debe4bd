"""Mails about the account: codes, links and changes. They go through the outbox and never into the inbox."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from commons.accounts.models import User
from commons.notifications import services as notifications

LINKS = {
    "activate_url": gettext_noop("Confirm my e-mail address"),
    "password_reset_url": gettext_noop("Choose a new password"),
    "signup_url": gettext_noop("Create an account"),
}
"""The links that allauth may put into a mail, each with the words on its button."""
LEADING_BACK = ("password_reset_url", "signup_url")
"""The links after which somebody is signed in, and goes on where they were."""


GOOD_FOR = {
    "login_code": timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    "password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    "email_confirmation": timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS),
    "email_confirmation_signup": timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS),
}
"""How long what a mail carries can be used; a mail that could not leave in that time is not sent any more."""


def post_mail(template_prefix: str, *, address: str, context: dict[str, Any], page_language: str) -> None:
    """Render one of allauth's mails (subject and text) and hand it to the outbox, in the caller's transaction.

    The language is the one saved with the account that the address belongs to; a stranger is answered in the
    language of the page. The HTML part is made from the same text, so that the two never differ.
    """
    recipient = _recipient(address, context)
    language = recipient.language if recipient else page_language
    links = _links(context, language)
    with translation.override(language):
        values = context | links | {"email": address, "recipient": recipient, "site_name": _site()}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", values).split())
        text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{template_prefix}_message.txt", values)).strip() + "\n"
        html = render_to_string("emails/accounts/message.html", values | _shape(subject, text, values))
    at, act = timezone.now(), template_prefix.rpartition("/")[2]
    notifications.post(
        address=address,
        language=language,
        subject=subject,
        text=text,
        html=html,
        key=f"accounts/{act}/{uuid.uuid4()}",
        recipient=recipient,
        in_inbox=False,
        good_until=at + GOOD_FOR[act] if act in GOOD_FOR else None,
        at=at,
    )


def _recipient(address: str, context: dict[str, Any]) -> User | None:
    """The person the mail is for; a change of address is told to the old and to the new one."""
    user = context.get("user")
    if isinstance(user, User):
        return user
    people = User.objects.filter(is_active=True)
    return people.filter(email=address.lower()).first() or people.filter(emailaddress__email=address.lower()).first()


def _links(context: dict[str, Any], language: str) -> dict[str, str]:
    """The links of the mail, leading to pages in its language; they are read in the language they were made in."""
    return {name: translate_url(str(context[name]), language) for name in LINKS if context.get(name)}


def _site() -> str:
    return settings.SITE_NAMES[translation.get_language() or "en"]


def _shape(subject: str, text: str, values: dict[str, Any]) -> dict[str, Any]:
    """The text's paragraphs, told apart: a link becomes a button, a code is set large."""
    buttons = {values[name]: translation.gettext(words) for name, words in LINKS.items() if values.get(name)}
    paragraphs = [
        {"text": part, "button": buttons.get(part), "is_code": part == values.get("code")}
        for part in (piece.strip() for piece in text.split("\n\n"))
        if part
    ]
    return {"subject": subject, "paragraphs": paragraphs, "language": translation.get_language()}
