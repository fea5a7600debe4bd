"""Messages to people, and their way out: written with the act they tell of, delivered by workers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language


class Message(models.Model):
    """One message to one person, rendered in their language; as it stands in their inbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="portal_messages"
    )
    key = models.CharField(max_length=200, unique=True)
    """The idempotency key: the same act never writes a second message."""
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=10, choices=Language.choices)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    attachments = models.JSONField(default=list)
    in_inbox = models.BooleanField(default=True)
    """False for what must not be read again later, such as sign-in codes."""
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["recipient", "-created_at"], name="message_of_recipient")]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A message on its way through one channel, to the address that held when it was written."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    """Not before this time; moved into the future by a claim (lease) and by each failed try (back-off)."""
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="delivery_queue"),
            models.Index(fields=["-due_at"], condition=models.Q(state="failed"), name="delivery_failures"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.message_id}"
