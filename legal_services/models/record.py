"""The service log: each session that was given, who attended it, and what the figures count."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedJSONField, EncryptedTextField
from legal_services.models.appointment import Appointment
from legal_services.models.matter import Matter
from legal_services.models.person import Person
from legal_services.models.practitioner import Practitioner
from legal_services.models.queue import QueueTicket
from legal_services.models.service import Channel, Service, Topic
from legal_services.querysets import ServiceRecordQuerySet


class Import(models.Model):
    """A spreadsheet of old records that is brought in at once, and can be taken out at once.

    Read, given a meaning column by column, checked without writing anything, brought in; workers do it row by row.
    """

    class Phase(models.TextChoices):
        MAPPING = "mapping", _("Columns to be named")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Being brought in")
        DONE = "done", _("Brought in")
        UNDOING = "undoing", _("Being taken out")
        UNDONE = "undone", _("Taken out")

    AT_WORK = (Phase.CHECKING, Phase.RUNNING, Phase.UNDOING)

    reference = models.CharField(max_length=20, unique=True)
    file_name = EncryptedTextField(max_length=200)
    """As it was uploaded; encrypted, because a file may be called after a client."""
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.MAPPING)
    headings = models.JSONField(default=list)
    """What the first row of the file calls the columns."""
    columns = models.JSONField(default=dict)
    """Which column of the file, counted from 0, is which fact."""
    plain = models.JSONField(default=dict)
    """What holds where a row says nothing: the service, the language, the outcome and the way to meet."""
    words = EncryptedJSONField(null=True)
    """By fact, the words of its column that are in no list: how each is written, in how many rows it stands, and the
    code of what the clerk says that it means, if they did. Forgotten when the rows are in the log."""
    same_names = models.BooleanField(default=False)
    """Whether equal names without a number or a phone are one person, within this file."""
    with_repeats = models.BooleanField(default=False)
    """Whether rows that say what another import has brought in already are other sessions, as the clerk says."""
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal-desk:import", args=[self.reference])

    @property
    def is_at_work(self) -> bool:
        """Whether workers are busy with it."""
        return self.phase in self.AT_WORK


class ServiceRecord(models.Model):
    """One session that was given, as the figures count it: one service, each attending person one person-time."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        CONTINUES = "continues", _("Will be continued")
        REFERRED = "referred", _("Referred")
        SETTLED = "settled", _("Settled")
        NOT_OURS = "not-ours", _("Not for the service area")
        WITHDRAWN = "withdrawn", _("Withdrawn by the client")

    reference = models.CharField(max_length=20, unique=True)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Drawn when the form was opened: sent twice, it is one row."""
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="records")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="records")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    interpreter = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="record"
    )
    ticket = models.OneToOneField(QueueTicket, on_delete=models.SET_NULL, null=True, blank=True, related_name="record")
    channel = models.CharField(_("way to meet"), max_length=12, choices=Channel.choices, default=Channel.IN_PERSON)
    language = models.CharField(_("language spoken"), max_length=10)
    held_on = models.DateField(_("day"))
    """The day in Beijing on which it took place; the figures go by it."""
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    attendees = models.ManyToManyField(Person, through="Attendance", related_name="records")
    anonymous = models.PositiveSmallIntegerField(_("others who gave no name"), default=0)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    referred_to = models.CharField(_("referred to"), max_length=150, blank=True)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, editable=False)
    from_paper = models.BooleanField(_("entered from paper"), default=False)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    entered_at = models.DateTimeField(editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    """A record that should not be: it stays in the log and counts in no figure."""
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    void_reason = models.CharField(max_length=250, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="corrected_by"
    )
    """The record, now void, in whose place this one stands."""

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="referred") | ~Q(referred_to=""),
                name="record_referred_says_where",
                violation_error_message=_("Say where the client was referred to."),
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""),
                name="record_voided_says_why",
                violation_error_message=_("Say why the record does not count."),
            ),
            models.CheckConstraint(
                condition=Q(held_on__lte=TruncDate("entered_at")),
                name="record_held_before_entered",
                violation_error_message=_("This day has not come yet."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on=None) | Q(follow_up_on__isnull=False, follow_up_on__gte=F("held_on")),
                name="record_follow_up_later",
                violation_error_message=_("A follow-up comes after the session."),
            ),
            models.CheckConstraint(
                condition=Q(anonymous__lte=500),
                name="record_anonymous_sensible",
                violation_error_message=_("A session has 500 people without a name at most."),
            ),
        ]
        indexes = [
            models.Index(fields=["held_on", "id"], name="record_day"),
            # The list counts what stands without reading the rows.
            models.Index(fields=["held_on", "id"], condition=Q(voided_at=None), name="record_standing"),
            models.Index(fields=["practitioner", "held_on"], name="record_practitioner"),
            models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at=None, voided_at=None),
                name="record_follow_up",
            ),
            BrinIndex(fields=["entered_at"], name="record_entered"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal-desk:record", args=[self.reference])

    @property
    def person_times(self) -> int:
        """How many attended, named or not: what the session adds to the person-times."""
        return len(self.attendances.all()) + self.anonymous


class Attendance(models.Model):
    """A known person attended a session: one person-time."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.person_id}"


class Draft(models.Model):
    """What a clerk has typed and not yet sent; kept so that a reload loses nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.UUIDField(unique=True)
    answers = EncryptedJSONField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("draft of a record")
        verbose_name_plural = _("drafts of records")

    def __str__(self) -> str:
        return str(self.submission)
