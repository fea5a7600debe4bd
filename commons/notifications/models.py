"""Messages to people, and their way out: written with the act they tell of, delivered by workers."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages as their recipients see them."""

    def inbox_of(self, user: Any) -> "MessageQuerySet":
        """What this person finds in their inbox."""
        return self.filter(recipient=user, in_inbox=True) if user.is_authenticated else self.none()

    def unread_first(self) -> "MessageQuerySet":
        """Unread ones before read ones, in both the newest first."""
        return self.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-id")

    def unread_count(self, user: Any) -> int:
        """How many messages this person has not read yet."""
        return self.inbox_of(user).filter(read_at=None).count()

    def wipe(self) -> int:
        """Forget the words and files of those that are in no inbox; how many messages that were."""
        return self.filter(in_inbox=False).update(text="", html="", attachments=[], kept_until=None)


class Message(models.Model):
    """One message to one person, rendered in their language; as it stands in their inbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="portal_messages"
    )
    key = models.CharField(max_length=200, unique=True)
    """The idempotency key: the same act never writes a second message."""
    template = models.CharField(max_length=100, blank=True)
    """What it was rendered from; empty when the text came from elsewhere."""
    desk = models.CharField(max_length=60, blank=True)
    """Whose staff look after it when it cannot be delivered, as the sender labelled them; empty: managers only."""
    language = models.CharField(max_length=10, choices=Language.choices)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    """Where the message leads, as an address on this site in the recipient's language."""
    attachments = models.JSONField(default=list)
    """A list of {name, mimetype, content}; the content in Base64."""
    in_inbox = models.BooleanField(default=True)
    """False for what must not be read again later, such as sign-in codes; its text is wiped once it has left."""
    kept_until = models.DateTimeField(null=True)
    """Outside the inbox: until when the words of what could not be delivered are kept, so that staff can send it again.
    NULL: they are wiped at once, because they hold a secret, or because it has left."""
    good_until = models.DateTimeField(null=True)
    """When set, it is not sent after this moment: a sign-in code that no longer works only confuses."""
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_of_recipient"),
            models.Index(fields=["recipient"], condition=Q(in_inbox=True, read_at=None), name="message_unread"),
            models.Index(fields=["created_at"], name="message_by_age"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="message_kept"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="message_language_known"),
            models.CheckConstraint(condition=~Q(key=""), name="message_has_key"),
            models.CheckConstraint(
                condition=Q(in_inbox=False) | Q(recipient__isnull=False), name="message_inbox_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(in_inbox=False) | Q(kept_until=None), name="message_inbox_needs_no_term"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("me:message", args=[self.pk])

    def has_words_at(self, at: datetime) -> bool:
        """Whether it can still be sent; see `has_words`."""
        return self.in_inbox or (self.kept_until is not None and self.kept_until > at)

    @property
    def is_read(self) -> bool:
        """Whether the recipient has seen it on the portal."""
        return self.read_at is not None


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries as workers and staff see them."""

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Those waiting whose time has come, the longest waiting first."""
        return self.filter(state=Delivery.State.QUEUED, due_at__lte=at).order_by("due_at", "id")

    def at_desks(self, labels: Iterable[str] | None) -> "DeliveryQuerySet":
        """Those that the staff of these desks look after; None means every desk."""
        return self.all() if labels is None else self.filter(message__desk__in=list(labels)).exclude(message__desk="")

    def failed(self) -> "DeliveryQuerySet":
        """Those that could not be delivered and that nobody has settled yet."""
        return self.filter(state=Delivery.State.FAILED)

    def resendable(self, at: datetime) -> "DeliveryQuerySet":
        """Failed ones that still have a text: of a sign-in code nothing is left, a new one is asked for."""
        return self.failed().filter(has_words(at))


def has_words(at: datetime) -> Q:
    """What a failed delivery must be to be sent again: its message stands in an inbox, or its words are kept still."""
    return Q(message__in_inbox=True) | Q(message__kept_until__gt=at)


class Delivery(models.Model):
    """A message on its way through one channel, to the address that held when it was written."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("No longer wanted")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often it was tried; a worker counts before it tries, so that a text that kills workers comes to an end."""
    due_at = models.DateTimeField()
    """Not before this time. A claim moves it to the end of the claim's lease, a failed try to the next one.

    While a worker holds the row, this moment is also the worker's token: who finds another moment has lost the row."""
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="delivery_queue"),
            models.Index(fields=["-due_at"], condition=Q(state="failed"), name="delivery_failures"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.message_id}"
