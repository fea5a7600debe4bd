"""Write a message in the transaction of the act that it tells of."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import translate_url
from django.utils import timezone

from commons.lib.waking import wake
from commons.notifications.channels import addresses_of
from commons.notifications.models import Delivery, Message
from commons.notifications.rendering import Words, absolute, one_line, render

KEPT_TO_SEND_AGAIN = timedelta(days=7)
"""For so long the words of what could not be delivered to somebody without an account are kept, unless the sender says
until when they are good."""


@dataclass(frozen=True)
class Attachment:
    """A small file that travels with a message; the media type may carry parameters, such as a calendar's method."""

    name: str
    mimetype: str
    content: bytes

    def as_json(self) -> dict[str, str]:
        """The attachment as the message's row keeps it."""
        return {
            "name": one_line(self.name),
            "mimetype": one_line(self.mimetype),
            "content": base64.b64encode(self.content).decode("ascii"),
        }


def notify(
    recipient: Any,
    template: str,
    *,
    key: str,
    context: Mapping[str, Any],
    url: str = "",
    attachments: Sequence[Attachment] = (),
    desk: str = "",
    good_until: datetime | None = None,
    at: datetime | None = None,
    words: Words | None = None,
) -> Message:
    """Write a message to a person: into their inbox and on its way through every channel they can be reached by.

    Renders templates/emails/<template>.subject.txt, .txt and .html at once, in the recipient's language; besides the
    context they find `recipient`, `url` (absolute) and what `rendering.render` adds. `url` is an address on this site,
    given in the caller's language and kept in the recipient's. `desk` is the label of the staff who are shown a
    delivery that failed. After `good_until` it is not sent. `words` are what the templates say, where the caller has it
    already from a `rendering.Letter`. The same key never writes a second message: the first one is returned. Runs in
    the caller's transaction; a worker is woken when it commits.
    """
    language = recipient.language
    url = translate_url(url, language) if url else ""
    if words is None:
        words = render(template, language=language, context={"recipient": recipient, "url": absolute(url), **context})
    message = Message(
        recipient=recipient,
        key=key,
        template=template,
        desk=desk,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        url=url,
        attachments=[attachment.as_json() for attachment in attachments],
        good_until=good_until,
        created_at=at or timezone.now(),
    )
    return _write(message, addresses_of(recipient))


def notify_address(
    address: str,
    template: str,
    *,
    language: str,
    key: str,
    context: Mapping[str, Any],
    attachments: Sequence[Attachment] = (),
    desk: str = "",
    good_until: datetime | None = None,
    at: datetime | None = None,
) -> Message:
    """Write an e-mail to somebody without an account; otherwise as `notify` does it.

    It is in no inbox, so its words and files are wiped from the row once it has left. When it cannot be delivered they
    are kept until `good_until`, or for a week, so that staff can send it again. Secrets of links never stand in them:
    they are late words.
    """
    words = render(template, language=language, context=context)
    at = at or timezone.now()
    message = Message(
        key=key,
        template=template,
        desk=desk,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        attachments=[attachment.as_json() for attachment in attachments],
        in_inbox=False,
        kept_until=good_until or at + KEPT_TO_SEND_AGAIN,
        good_until=good_until,
        created_at=at,
    )
    return _write(message, {"email": address})


def post(
    *,
    address: str,
    language: str,
    subject: str,
    text: str,
    key: str,
    html: str = "",
    recipient: Any = None,
    in_inbox: bool = False,
    good_until: datetime | None = None,
    at: datetime | None = None,
) -> Message:
    """Write an e-mail whose words were rendered elsewhere, to an address that may belong to nobody yet.

    Outside the inbox (sign-in codes, links to confirm an address) the words are wiped from the row as soon as the
    e-mail has left or cannot leave any more. After `good_until` it is not sent. The same key never writes a second one.
    """
    message = Message(
        recipient=recipient,
        key=key,
        language=language,
        subject=one_line(subject),
        text=text.strip(),
        html=html.strip(),
        in_inbox=in_inbox,
        good_until=good_until,
        created_at=at or timezone.now(),
    )
    return _write(message, {"email": address})


@transaction.atomic(savepoint=False)
def _write(message: Message, addresses: Mapping[str, str]) -> Message:
    # ON CONFLICT DO NOTHING waits for another transaction that writes the same key, and gives way to it if it commits.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    kept = Message.objects.filter(key=message.key).values_list("pk", flat=True).get()
    if kept != message.pk:
        return Message.objects.get(pk=kept)
    Delivery.objects.bulk_create(
        Delivery(message=message, channel=channel, address=address, due_at=message.created_at)
        for channel, address in addresses.items()
    )
    if addresses:
        wake("commons.notifications.tasks.deliver")
    return message
