"""An activity that an institution would like to hold in a room of the living room."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.languages import OWN_NAMES, Language, html_lang, suffix
from events.models.event import Event, Kind
from events.querysets import ProposalQuerySet
from institutions.models import Booking, Institution

if TYPE_CHECKING:
    from communities.models import Community

PROPOSED_KINDS = (Kind.ROADSHOW, Kind.PROMOTION, Kind.EXHIBITION)
"""What institutions propose."""


@dataclass(frozen=True)
class ProposedText:
    """What the activity is called and said to be in one language; empty where it is not written."""

    language: str
    title: str
    summary: str
    description: str

    @classmethod
    def of(cls, proposal: "Proposal", code: str) -> "ProposedText":
        """The proposal's texts in this language, and in no other instead."""
        names = ("title", "summary", "description")
        return cls(code, *(getattr(proposal, f"{name}_{suffix(code)}") or "" for name in names))

    @property
    def own_name(self) -> str:
        return OWN_NAMES[self.language]

    @property
    def tag(self) -> str:
        return html_lang(self.language)


class Proposal(models.Model):
    """An activity that an institution proposes, and the room that is kept for it from the first moment.

    Once staff approve it, the activity and the room stand or fall together: migration 0005 holds that the activity is
    published, that the room is booked, and that the two are at the same time.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
        APPROVED = "approved", pgettext_lazy("proposal", "Approved")
        DECLINED = "declined", pgettext_lazy("proposal", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
        FALLEN = "fallen", pgettext_lazy("proposal", "Cancelled")

    reference = models.CharField(max_length=20, unique=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("institution")
    )
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="proposal")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="proposal")
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in PROPOSED_KINDS])
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    spoken = ArrayField(models.CharField(max_length=10), verbose_name=_("languages spoken"), default=list, blank=True)
    needs_registration = models.BooleanField(_("people register beforehand"), default=True)
    """Places are as many as the people of the booking; without registration everybody may simply come."""
    remarks = models.TextField(_("for those who decide"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = models.TextField(_("reason that the institution reads"), blank=True, max_length=1000)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("proposed activity")
        verbose_name_plural = _("proposed activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved", "declined", "withdrawn", "fallen"]),
                name="proposal_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["roadshow", "promotion", "exhibition"]), name="proposal_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", event__isnull=False)
                | Q(state__in=["proposed", "declined", "withdrawn"], event=None)
                | Q(state="fallen"),
                name="proposal_approved_has_activity",
                violation_error_message=_("An approved proposal has its activity, and no other has one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"], decided_at=None)
                | Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | Q(state="fallen", event=None, decided_at=None)
                | Q(state="fallen", event__isnull=False, decided_at__isnull=False),
                name="proposal_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="proposal_declined_has_reason",
                violation_error_message=_("Say why, in words for the institution."),
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="proposed"), name="proposal_waiting")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("events:proposal", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == self.State.PROPOSED

    @property
    def stands(self) -> bool:
        """Whether it has a room: it waits for a decision, or was approved."""
        return self.state in {self.State.PROPOSED, self.State.APPROVED}

    @property
    def places(self) -> int | None:
        """How many people register at most; None when everybody may simply come."""
        return self.booking.people if self.needs_registration else None

    @property
    def community(self) -> "Community | None":
        """The community of the room's venue, whose staff decide beside the officers."""
        return self.booking.space.area.venue.community

    @property
    def texts(self) -> list[ProposedText]:
        """The texts as they would be published, in each language."""
        return [ProposedText.of(self, code) for code in Language.values]

    def is_over(self, at: datetime) -> bool:
        """Whether its time has passed."""
        return self.booking.ends_at <= at
