"""Mediations: several parties, each free to refuse, and the sessions in which a mediator brings them together."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedTextField
from commons.scheduling.models import Reservation
from legal_services.mediation_querysets import MediationNoteQuerySet, MediationQuerySet, PartyQuerySet
from legal_services.models.matter import Matter
from legal_services.models.person import Person
from legal_services.models.practitioner import Practitioner
from legal_services.models.service import Channel


class Mediation(models.Model):
    """One dispute that its parties may settle with a mediator. Nobody is made to take part."""

    class State(models.TextChoices):
        INVITING = "inviting", _("Parties are being invited")
        TALKING = "talking", _("Talks are under way")
        AGREED = "agreed", _("Agreement reached")
        PERFORMED = "performed", _("Agreement performed")
        BROKEN = "broken", _("Agreement not performed")
        DECLINED = "declined", _("Closed: a party does not take part")
        FAILED = "failed", _("Closed without an agreement")

    NEXT: Mapping[str, frozenset[str]] = {
        State.INVITING: frozenset({State.TALKING, State.DECLINED, State.FAILED}),
        State.TALKING: frozenset({State.AGREED, State.DECLINED, State.FAILED}),
        State.AGREED: frozenset({State.PERFORMED, State.BROKEN}),
        State.BROKEN: frozenset({State.PERFORMED}),
        State.PERFORMED: frozenset(),
        State.DECLINED: frozenset(),
        State.FAILED: frozenset(),
    }
    """Where a mediation can go from each state; only its services move it."""
    OPEN = (State.INVITING, State.TALKING)
    AFTER_AGREEMENT = (State.AGREED, State.PERFORMED, State.BROKEN)
    CLOSED = (State.PERFORMED, State.DECLINED, State.FAILED)

    reference = models.CharField(max_length=20, unique=True)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="mediation")
    state = models.CharField(max_length=12, choices=State.choices, default=State.INVITING)
    declined_by = models.ForeignKey("MediationParty", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The party whose refusal closed it."""
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(_("why it was closed"), max_length=250, blank=True)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = MediationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("mediation")
        verbose_name_plural = _("mediations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["inviting", "talking", "agreed", "performed", "broken", "declined", "failed"]),
                name="mediation_state_known",
                violation_error_message=_("A mediation knows no such state."),
            ),
            models.CheckConstraint(
                condition=Q(state="declined", declined_by__isnull=False) | (~Q(state="declined") & Q(declined_by=None)),
                name="mediation_declined_says_by_whom",
                violation_error_message=_("A mediation that a party declined says which one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declined", "failed", "performed"], closed_at__isnull=False)
                | (~Q(state__in=["declined", "failed", "performed"]) & Q(closed_at=None)),
                name="mediation_closed_has_time",
                violation_error_message=_("A closed mediation says when it was closed."),
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(closed_because=""),
                name="mediation_failed_says_why",
                violation_error_message=_("Say why the mediation ends without an agreement."),
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="mediation_state")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal:mediation", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether parties may still be invited, answer and talk."""
        return self.state in self.OPEN


class MediationParty(models.Model):
    """One side of the dispute, invited to take part and free to refuse at any time before an agreement."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Takes part")
        REFUSED = "refused", _("Does not take part")

    class Way(models.TextChoices):
        ACCOUNT = "account", _("By account")
        LINK = "link", _("By the link in a message")
        COUNTER = "counter", _("At the counter or by phone")

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mediations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    wants_confirmation_at = models.DateTimeField(null=True)
    """Since when the party wants the court to confirm the agreement; the parties apply together or not at all."""

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("party of a mediation")
        verbose_name_plural = _("parties of a mediation")
        constraints = [
            models.UniqueConstraint(
                fields=["mediation", "person"],
                name="mediation_party_once",
                violation_error_message=_("This person is a party already."),
            ),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at=None, answered_by_way="")
                | (Q(state__in=["accepted", "refused"], answered_at__isnull=False) & ~Q(answered_by_way="")),
                name="mediation_party_answered_has_time",
                violation_error_message=_("An answer says when and how it was given."),
            ),
            models.CheckConstraint(
                condition=Q(wants_confirmation_at=None) | Q(wants_confirmation_at__isnull=False, state="accepted"),
                name="mediation_party_confirms_only_if_in",
                violation_error_message=_("Only who takes part can ask for a confirmation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id}: {self.person_id}"


class PartyLink(models.Model):
    """A link in a message that opens a mediation to one party. Only the hash of its secret is kept."""

    party = models.ForeignKey(MediationParty, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the secret, in hex."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("link to a mediation")
        verbose_name_plural = _("links to mediations")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="mediation_link_expires",
                violation_error_message=_("A link expires after it was made."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id}"


class MediationSession(models.Model):
    """One meeting of the parties, or of one of them, with the mediator; its reservation keeps everybody's time."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Took place")
        CANCELLED = "cancelled", _("Cancelled")

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="sessions")
    mediator = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="mediation_sessions", verbose_name=_("mediator")
    )
    interpreter = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="interpreted_mediations",
        verbose_name=_("interpreter"),
    )  # fmt: skip
    reservation = models.OneToOneField(Reservation, on_delete=models.PROTECT, related_name="mediation_session")
    with_party = models.ForeignKey(
        MediationParty, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("with one party alone"),
    )  # fmt: skip
    """NULL: all parties are asked to come."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    channel = models.CharField(_("way to meet"), max_length=12, choices=Channel.choices, default=Channel.IN_PERSON)
    place = models.CharField(_("where"), max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("mediation session")
        verbose_name_plural = _("mediation sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="mediation_session_in_order",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(interpreter=None) | (Q(interpreter__isnull=False) & ~Q(interpreter=F("mediator"))),
                name="mediation_session_interpreter_is_another",
                violation_error_message=_("The interpreter is somebody else than the mediator."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="mediation_session_starts")]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.starts_at:%Y-%m-%d}"


class MediationNote(models.Model):
    """What was said or written in a mediation; encrypted.

    A joint note is for the mediator and every party that takes part. A private one is between the mediator and one
    party: it never reaches another party, nor anybody who works at the counter.
    """

    class Kind(models.TextChoices):
        JOINT = "joint", _("Joint note")
        PRIVATE = "private", _("Private note")

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    party = models.ForeignKey(
        MediationParty, on_delete=models.CASCADE, null=True, blank=True, related_name="private_notes"
    )
    """Whose private note it is; NULL for a joint one."""
    text = EncryptedTextField(_("note"))
    by_party = models.BooleanField(default=False)
    """Written by the party; otherwise by the mediator."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """NULL for a party who came by a link."""
    at = models.DateTimeField()

    objects = MediationNoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("note of a mediation")
        verbose_name_plural = _("notes of a mediation")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="joint", party=None, by_party=False) | Q(kind="private", party__isnull=False),
                name="mediation_note_private_has_party",
                violation_error_message=_("A private note is that of one party; a joint one is the mediator's."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.kind}"


class MediationStep(models.Model):
    """What happened in a mediation, and who wrote it down. Logistics only: clerks read it."""

    class What(models.TextChoices):
        OPENED = "opened", _("The mediation was opened")
        INVITED = "invited", _("A party was invited")
        ACCEPTED = "accepted", _("A party takes part")
        REFUSED = "refused", _("A party does not take part")
        STARTED = "started", _("Talks began")
        PLANNED = "planned", _("A session was planned")
        HELD = "held", _("A session was held")
        CANCELLED = "cancelled", _("A session was cancelled")
        AGREED = "agreed", _("Agreement reached")
        FAILED = "failed", _("Closed without an agreement")
        APPLIED = "applied", _("The parties applied to the court")
        CONFIRMED = "confirmed", _("Confirmed by the court")
        REJECTED = "rejected", _("Not confirmed by the court")
        PERFORMED = "performed", _("Agreement performed")
        BROKEN = "broken", _("Agreement not performed")

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="steps")
    party = models.ForeignKey(MediationParty, on_delete=models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a mediation")
        verbose_name_plural = _("steps of a mediation")

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.what}"
