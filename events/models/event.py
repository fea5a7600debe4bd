"""An activity: its texts, its rules for registration, and the count of its places."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.search import search_vector_of
from commons.pictures.models import Picture
from communities.models import Community
from events import errors
from events.availability import FEW, Availability, Code
from events.querysets import EventQuerySet


class Kind(models.TextChoices):
    """What sort of activity it is."""

    CLASS = "class", _("Class")
    EXHIBITION = "exhibition", _("Exhibition")
    COMPETITION = "competition", _("Competition")
    TALK = "talk", _("Talk")
    PERFORMANCE = "performance", _("Performance")
    SPORT = "sport", _("Sport")
    OUTING = "outing", _("Outing")
    ROADSHOW = "roadshow", _("Roadshow")
    PROMOTION = "promotion", pgettext_lazy("activity", "Promotion")
    VOLUNTEERING = "volunteering", _("Volunteering")


class Event(models.Model):
    """One activity: its texts, its rules for registration, and the count of the places that are held.

    `places_held` (people confirmed or offered a place) and `people_waiting` are kept by a trigger on the
    registrations, so that the constraint below makes overselling impossible whoever writes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="events", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    organiser = models.CharField(_("organiser, if not the community itself"), max_length=150, blank=True)
    fee = models.CharField(_("fee"), max_length=150, blank=True)
    bring = models.CharField(_("what to bring"), max_length=250, blank=True)
    audience = models.CharField(_("who it is for"), max_length=250, blank=True)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    spoken = ArrayField(models.CharField(max_length=10), verbose_name=_("languages spoken"), default=list, blank=True)
    interpreted = ArrayField(
        models.CharField(max_length=10), verbose_name=_("interpretation into"), default=list, blank=True
    )
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("up to age"), null=True, blank=True)
    only_community = models.BooleanField(_("only for residents of the community"), default=False)

    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    """NULL means free entry: nobody registers."""
    party_max = models.PositiveSmallIntegerField(_("people on one registration, at most"), default=1)
    asks_guest_names = models.BooleanField(_("ask for the guests' names"), default=False)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    """NULL means when the activity starts."""
    cancel_until = models.DateTimeField(_("residents can cancel until"), null=True, blank=True)
    """NULL means until the activity starts."""
    offer_hours = models.PositiveSmallIntegerField(_("hours to answer an offer"), default=24)
    offer_cutoff_hours = models.PositiveSmallIntegerField(_("no offers in the last hours before the start"), default=2)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    publish_at = models.DateTimeField(_("publish"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=250, blank=True)
    starts_at = models.DateTimeField(null=True, editable=False)
    """The start of the first session; kept by the service that saves sessions. NULL without sessions (drafts only)."""
    ends_at = models.DateTimeField(null=True, editable=False)
    places_held = models.PositiveIntegerField(default=0, editable=False)
    people_waiting = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    search = search_vector_of("title", "summary", "description", "organiser")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(condition=Q(slug=Lower("slug")), name="event_slug_lower_case"),
            models.CheckConstraint(
                condition=~Q(slug="proposals"),
                name="event_slug_not_a_page",
                violation_error_message=_("This address belongs to a page of the portal."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="event_capacity_positive",
                violation_error_message=_("An activity has at least one place; leave it empty for free entry."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, places_held=0) | Q(capacity__isnull=False, places_held__lte=F("capacity")),
                name="event_never_oversold",
                violation_error_message=_("More places are taken than this."),
            ),
            models.CheckConstraint(
                condition=Q(party_max__gte=1) & (Q(capacity=None) | Q(party_max__lte=F("capacity"))),
                name="event_party_fits",
                violation_error_message=_("One registration cannot hold more people than there are places."),
            ),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
                name="event_ages_in_order",
                violation_error_message=_("The upper age is not below the lower one."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_registration_in_order",
                violation_error_message=_("Registration closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(starts_at__isnull=False, ends_at__isnull=False, publish_at__isnull=False),
                name="event_published_has_date",
                violation_error_message=_("An activity needs a session before it is published."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="event_cancelled_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], condition=Q(state="published"), name="event_catalogue"),
            models.Index(
                fields=["ends_at"], include=["publish_at"], condition=Q(state="published"), name="event_listed"
            ),
            models.Index(fields=["community", "-starts_at"], name="event_of_community"),
            GinIndex(fields=["search"], name="event_search"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    @property
    def needs_registration(self) -> bool:
        """False for free entry."""
        return self.capacity is not None

    @property
    def places_left(self) -> int:
        """Places that a newcomer can have: open offers and everyone in the waiting list come first."""
        return max(0, (self.capacity or 0) - self.places_held - self.people_waiting)

    @property
    def places_free(self) -> int:
        """Places that nobody holds, whoever waits for them."""
        return max(0, (self.capacity or 0) - self.places_held)

    @property
    def asks_eligibility(self) -> bool:
        """Whether residents are asked to say that the rules of age and community are met."""
        return self.min_age is not None or self.max_age is not None or self.only_community

    @property
    def registration_ends_at(self) -> datetime | None:
        """When registration closes: never later than the start."""
        moments = [moment for moment in (self.registration_closes_at, self.starts_at) if moment]
        return min(moments, default=None)

    @property
    def cancellable_until(self) -> datetime | None:
        """Until when residents give back a confirmed place themselves: never later than the start."""
        moments = [moment for moment in (self.cancel_until, self.starts_at) if moment]
        return min(moments, default=None)

    @property
    def offers_end_at(self) -> datetime | None:
        """From this moment on, nobody in the waiting list is offered a place any more."""
        return self.starts_at - timedelta(hours=self.offer_cutoff_hours) if self.starts_at else None

    def can_offer(self, at: datetime) -> bool:
        """Whether a free place is still offered to those who wait."""
        ends = self.offers_end_at
        return self.state == self.State.PUBLISHED and self.needs_registration and ends is not None and at < ends

    def is_seated_by_hand(self, at: datetime) -> bool:
        """Whether it is too late for offers but not over, so that staff give free places to those who wait."""
        takes_people = self.state == self.State.PUBLISHED and self.needs_registration
        return takes_people and not self.can_offer(at) and not self.is_over(at)

    def has_begun(self, at: datetime) -> bool:
        """Whether the first session has started."""
        return self.starts_at is not None and at >= self.starts_at

    def is_over(self, at: datetime) -> bool:
        """Whether the last session has ended."""
        return self.ends_at is not None and at >= self.ends_at

    def is_public(self, at: datetime) -> bool:
        """Whether residents can see it: published, or cancelled after it was."""
        return self.state != self.State.DRAFT and self.publish_at is not None and self.publish_at <= at

    def is_scheduled(self, at: datetime) -> bool:
        """Whether it is set to be published later."""
        return self.state == self.State.PUBLISHED and self.publish_at is not None and self.publish_at > at

    def availability(self, at: datetime) -> Availability:
        """How the activity stands for somebody who would like to join now."""
        if self.state == self.State.CANCELLED:
            return Availability(Code.CANCELLED)
        if self.is_over(at):
            return Availability(Code.OVER)
        if not self.needs_registration:
            return Availability(Code.FREE_ENTRY)
        if self.registration_opens_at and at < self.registration_opens_at:
            return Availability(Code.NOT_YET_OPEN, opens_at=self.registration_opens_at, places_left=self.places_left)
        if self.registration_ends_at and at >= self.registration_ends_at:
            return Availability(Code.CLOSED)
        return self._availability_by_numbers(at)

    def _availability_by_numbers(self, at: datetime) -> Availability:
        """How it stands while registration is open."""
        left, waiting = self.places_left, self.people_waiting
        if not left:
            return Availability(Code.WAITING_LIST if self.can_offer(at) else Code.FULL, waiting=waiting)
        few = max(FEW, (self.capacity or 0) // 10)
        return Availability(Code.FEW_LEFT if left <= few else Code.OPEN, places_left=left, waiting=waiting)

    def refuse_unless_open(self, *, at: datetime) -> None:
        """Raise the refusal that says why nobody can register now, if nobody can."""
        if not self.is_public(at):
            raise errors.NotPublished
        match self.availability(at).code:
            case Code.CANCELLED:
                raise errors.ActivityCancelled
            case Code.OVER:
                raise errors.ActivityOver
            case Code.FREE_ENTRY:
                raise errors.NoRegistrationNeeded
            case Code.NOT_YET_OPEN:
                raise errors.RegistrationNotOpenYet(opens_at=self.registration_opens_at)
            case Code.CLOSED:
                raise errors.RegistrationClosed
