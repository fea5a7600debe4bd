"""Matters: one distinct problem of a client, who stands where in it, who works on it, and what was written."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedTextField
from legal_services.models.person import Person
from legal_services.models.practitioner import Practitioner
from legal_services.models.service import Service, Topic
from legal_services.querysets import MatterQuerySet


class Matter(models.Model):
    """One distinct problem of a client. Clerks see its logistics; what was told and advised, only those assigned."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Service.Kind.choices)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    people = models.ManyToManyField(Person, through="MatterRole", related_name="matters")

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="matter_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="matter_opened"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal-desk:matter", args=[self.reference])


class MatterRole(models.Model):
    """Where a person stands in a matter. Never taken away: the conflict check asks for every role there ever was."""

    class Role(models.TextChoices):
        CLIENT = "client", _("Client")
        OTHER_SIDE = "other-side", _("Other side")
        REPRESENTATIVE = "representative", _("Representative")
        RELATED = "related", _("Related person")
        WITNESS = "witness", _("Witness")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["matter", "person", "role"], name="matter_role_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Assignment(models.Model):
    """A practitioner works on a matter from one moment to another; who is assigned now may read what was told."""

    class Task(models.TextChoices):
        ADVISES = "advises", _("Adviser")
        INTERPRETS = "interprets", _("Interpreter")
        MEDIATES = "mediates", _("Mediator")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="assignments")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="assignments")
    task = models.CharField(max_length=12, choices=Task.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why"), max_length=250, blank=True)
    """Why the matter was handed over to this practitioner; empty for the first one."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "practitioner", "task"], condition=Q(until=None), name="assignment_one_standing"
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(until=None, task="advises"), name="assignment_one_adviser"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__isnull=False, until__gte=F("since")), name="assignment_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.practitioner_id}"


class MatterNote(models.Model):
    """What the client told, or what the adviser said; encrypted, for those assigned only."""

    class Kind(models.TextChoices):
        NARRATIVE = "narrative", _("What the client told")
        ADVICE = "advice", _("Advice")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = EncryptedTextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """NULL for what the client wrote while booking."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"
