"""Possible conflicts of interest: what a check found, and which two people decided to go on in spite of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.fields import EncryptedTextField
from legal_services.models.matter import Matter, MatterRole
from legal_services.models.person import Person


class ConflictCheck(models.Model):
    """One look at whether somebody in a matter stands in another role elsewhere.

    What the client told is closed until a check found nothing, or until two people decided to go on: one who asks and
    gives a reason, and another who agrees. Accounts are emptied and never deleted, so who they were stays known.
    """

    class State(models.TextChoices):
        CLEAR = "clear", pgettext_lazy("of a conflict", "Nothing found")
        WARNED = "warned", _("Possible conflict")
        ASKED = "asked", _("Waiting for a second person")
        AGREED = "agreed", _("Two people agreed to go on")
        DECLINED = "declined", _("Not to go on")
        REPLACED = "replaced", _("Replaced by a newer check")

    UNDECIDED = (State.WARNED, State.ASKED)

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="conflict_checks")
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who looked; NULL for the portal itself."""
    reason = EncryptedTextField(_("why you go on"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who decided, whether they agreed or declined."""
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("check for conflicts of interest")
        verbose_name_plural = _("checks for conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=["warned", "asked"]),
                name="conflict_check_one_undecided",
                violation_error_message=_("This matter has an undecided warning already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["asked", "agreed", "declined"])
                | Q(asked_by__isnull=False, asked_at__isnull=False, reason__is_empty=False),
                name="conflict_asked_with_reason",
                violation_error_message=_("Say why you go on."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "declined"])
                | Q(asked_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="conflict_decided_by_somebody",
                violation_error_message=_("A decision names who took it."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(approved_by__isnull=False, asked_by__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="conflict_needs_a_second_person",
                violation_error_message=_("Whoever asks to go on cannot agree to it as well."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.state}"


class ConflictHit(models.Model):
    """Somebody in the matter may be somebody who stands in another role, in another matter or in this one.

    It holds who and in which roles, and nothing of what any matter is about.
    """

    class Ground(models.TextChoices):
        PERSON = "person", _("the same person")
        DOCUMENT = "document", _("the same identity document")
        PHONE = "phone", _("the same phone number")
        NAME = "name", _("the same name")
        ALIKE = "alike", _("a name that may be the same in another spelling")
        FILE = "file", _("the same file handed in")

    check_made = models.ForeignKey(ConflictCheck, on_delete=models.CASCADE, related_name="hits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role_here = models.CharField(max_length=16, choices=MatterRole.Role.choices)
    role_there = models.CharField(max_length=16, choices=MatterRole.Role.choices)
    is_in_this_matter = models.BooleanField(default=False)
    grounds = ArrayField(models.CharField(max_length=10, choices=Ground.choices))

    class Meta:
        ordering = ["id"]
        verbose_name = _("possible conflict")
        verbose_name_plural = _("possible conflicts")
        constraints = [
            models.UniqueConstraint(
                fields=["check_made", "person", "other", "role_here", "role_there", "is_in_this_matter"],
                name="conflict_hit_once",
            ),
            models.CheckConstraint(condition=Q(grounds__len__gte=1), name="conflict_hit_has_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role_here} – {self.other_id} {self.role_there}"

    @property
    def grounds_in_words(self) -> list[str]:
        """What they have in common, in the active language."""
        return [str(self.Ground(ground).label) for ground in self.grounds]
