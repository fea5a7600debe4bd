"""E-mail, the first channel."""

import base64
import contextlib
import smtplib
from email.message import Message as Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from commons.lib.dates import BEIJING
from commons.lib.languages import html_lang
from commons.notifications.channels import Channel, ChannelDown, NotNow, Undeliverable, register
from commons.notifications.late_words import filled
from commons.notifications.models import Delivery

SERVICE_CLOSING = 421
"""RFC 5321, 4.2.1: the server is about to close the connection, whatever was asked of it."""


@register
class EmailChannel(Channel):
    """Mail by way of Django's mail backend: one connection for a batch."""

    name = "email"

    def __init__(self) -> None:
        self._connection = get_connection()

    @classmethod
    def address_of(cls, recipient: Any) -> str:
        """The person's e-mail address."""
        return recipient.email or ""

    def open(self) -> None:
        """Connect to the mail server unless it is done already."""
        try:
            self._connection.open()
        except OSError as error:
            self.close()
            raise ChannelDown(_reply(error)) from error

    def send(self, delivery: Delivery) -> None:
        """Send the e-mail; a refusal that the server calls permanent is Undeliverable."""
        try:
            self._connection.send_messages([compose(delivery)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            self._judge(error)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye to the mail server, if it still listens."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def _judge(self, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> None:
        code = _code(error)
        if code == SERVICE_CLOSING:
            self.close()
            raise ChannelDown(_reply(error)) from error
        # A refused sender is the portal's own affair and may be mended; a refused recipient or text will not be.
        if code >= 500 and not isinstance(error, smtplib.SMTPSenderRefused):
            raise Undeliverable(_reply(error)) from error
        raise NotNow(_reply(error)) from error


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail of a delivery: plain text, HTML and files.

    Its Message-ID and Date are the same on every try, so that a mailbox recognises the copy that a worker, killed
    after the server had answered, sends once more.
    """
    message = delivery.message
    text, html = filled(message.text, message.html)
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        to=[delivery.address],
        headers={
            "Message-ID": f"<{message.pk}.{delivery.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Date": format_datetime(message.created_at.astimezone(BEIJING)),
            # RFC 3834: keeps holiday replies from answering.
            "Auto-Submitted": "auto-generated",
            "Content-Language": html_lang(message.language),
        },
    )
    if html:
        email.attach_alternative(html, "text/html")
    for attachment in message.attachments:
        email.attach(_part(**attachment))
    return email


def _part(*, name: str, mimetype: str, content: str) -> MIMEBase:
    header = Header()
    header["Content-Type"] = mimetype
    body = base64.b64decode(content)
    if header.get_content_maintype() == "text":
        part: MIMEBase = MIMEText(body.decode("utf-8"), header.get_content_subtype(), "utf-8")
    else:
        part = MIMEBase(header.get_content_maintype(), header.get_content_subtype())
        part.set_payload(base64.encodebytes(body).decode("ascii"))
        part["Content-Transfer-Encoding"] = "base64"
    for parameter, value in (header.get_params() or [])[1:]:
        if parameter != "charset":
            part.set_param(parameter, value)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _reply in error.recipients.values())
    return error.smtp_code


def _reply(error: OSError) -> str:
    """What the server said, in words that fit a table."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(reply)}" for code, reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return str(error) or type(error).__name__


def _decoded(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
