"""Contracts: from the draft to the last day, both parties' signed copies, and the hours of rooms they give."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.models import Document
from institutions.models.application import Application
from institutions.models.institution import Institution
from institutions.models.places import LivingRoomArea
from institutions.models.terms import Terms
from institutions.querysets import ContractQuerySet
from institutions.states import IN_FORCE, ContractState

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Contract(models.Model):
    """What an institution and the district agreed.

    Once both have signed, the database changes nothing of it but its state and how it ended (migration 0003), and
    nothing of the signed copies.
    """

    State = ContractState

    reference = models.CharField(max_length=20, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contracts")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    """NULL for a renewal, which follows another contract."""
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    state = models.CharField(_("state"), max_length=13, choices=State.choices, default=State.DRAFTED)
    state_since = models.DateTimeField(editable=False)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+", verbose_name=_("terms"))
    area = models.ForeignKey(
        LivingRoomArea, on_delete=models.PROTECT, related_name="+", verbose_name=_("area of the living room")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace after the end"), default=14)
    desks = models.PositiveSmallIntegerField(_("desks"), default=0)
    room_minutes = models.PositiveIntegerField(_("minutes of rooms a month"), default=0)
    remarks = models.TextField(_("what was agreed besides the terms"), blank=True, max_length=3000)

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, editable=False)
    handed_back_because = models.TextField(_("what has to be changed"), blank=True, max_length=2000)
    """Why an officer handed the signed copy back; empty once it is signed again."""
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, editable=False)
    terminated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    terminated_at = models.DateTimeField(null=True, editable=False)
    termination_reason = models.TextField(_("reason that the institution reads"), blank=True, max_length=2000)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = pgettext_lazy("with an institution", "contract")
        verbose_name_plural = pgettext_lazy("with an institution", "contracts")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="contract_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="contract_in_order",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(renews__isnull=False), name="contract_comes_from_somewhere"
            ),
            models.CheckConstraint(condition=Q(renews=None) | ~Q(renews=F("id")), name="contract_renews_another"),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "dropped"])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="contract_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "signed", "dropped"])
                | Q(countersigned_by__isnull=False, countersigned_at__isnull=False),
                name="contract_countersigned_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None)
                | Q(drafted_by=None)
                | Q(countersigned_by__isnull=False, drafted_by__isnull=False) & ~Q(countersigned_by=F("drafted_by")),
                name="contract_countersigned_by_another",
                violation_error_message=_("A second officer signs what the first has drafted."),
            ),
            models.CheckConstraint(
                condition=~Q(state="terminated")
                | (Q(terminated_at__isnull=False, terminated_by__isnull=False) & ~Q(termination_reason="")),
                name="contract_terminated_has_reason",
                violation_error_message=_("Say why, in words for the institution."),
            ),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(state__in=["drafted", "signed"]),
                name="contract_one_in_preparation",
                violation_error_message=_("A contract with this institution is being prepared already."),
            ),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(state__in=IN_FORCE), name="contract_one_in_force",
                violation_error_message=_("A contract with this institution is in force already."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "ends_on"], name="contract_clock")]

    if TYPE_CHECKING:
        copies: RelatedManager["ContractCopy"]
        renewals: RelatedManager["Contract"]

    def __str__(self) -> str:
        return self.reference

    @property
    def counts_until(self) -> date:
        """The last day on which it counts, the grace included."""
        return self.ends_on + timedelta(days=self.grace_days)

    @property
    def is_in_force(self) -> bool:
        """Whether its institution is listed and may book."""
        return self.state in IN_FORCE


class ContractCopy(models.Model):
    """One party's signed copy, with the hash of the file by which both can prove what was signed."""

    class Side(models.TextChoices):
        INSTITUTION = "institution", _("Signed by the institution")
        DISTRICT = "district", _("Signed by both")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="copies")
    side = models.CharField(max_length=11, choices=Side.choices)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="of_contract")
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    """Of the content as it was handed in, in lower-case hexadecimal."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = _("signed copy of a contract")
        verbose_name_plural = _("signed copies of contracts")
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="contract_copy_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="contract_copy_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.side}"


class ContractReminder(models.Model):
    """That the institution was reminded of the end, so many days before; the row makes sure that it is once."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("reminder of the end of a contract")
        verbose_name_plural = _("reminders of the end of contracts")
        constraints = [models.UniqueConstraint(fields=["contract", "days"], name="contract_reminder_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.days}"


class Allowance(models.Model):
    """The minutes of rooms that a contract gives in one month, and how many are used.

    Its row is the lock and its constraint the judge: two bookings at the same time cannot spend the same hour.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="allowances")
    month = models.DateField()
    """The first day of the month, in Beijing, in which a booking begins."""
    minutes = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        verbose_name = _("hours of rooms in a month")
        verbose_name_plural = _("hours of rooms in a month")
        constraints = [
            models.UniqueConstraint(fields=["contract", "month"], name="allowance_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="allowance_of_a_month"),
            models.CheckConstraint(
                condition=Q(used__lte=F("minutes")), name="allowance_not_overspent",
                violation_error_message=_("The hours of this month are used up."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month:%Y-%m}"
