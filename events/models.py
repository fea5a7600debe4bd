"""Activities: what happens when and where, who has a place, who waits for one."""


from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.lib.search import search_vector_of
from commons.pictures.models import Picture
from communities.models import Community, Venue

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
    spoken = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages spoken"), default=list, blank=True
    )
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

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(condition=Q(slug=Lower("slug")), name="event_slug_lower_case"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="event_capacity_positive",
                violation_error_message=_("An activity has at least one place; leave it empty for free entry."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, places_held=0) | Q(places_held__lte=F("capacity")),
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
                condition=Q(state="draft") | Q(starts_at__isnull=False, ends_at__isnull=False, publish_at__isnull=False),
                name="event_published_has_date",
                violation_error_message=_("An activity needs a session before it is published."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
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
            models.Index(fields=["community", "-starts_at"], name="event_of_community"),
            GinIndex(fields=["search"], name="event_search"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])


class Session(models.Model):
    """One meeting of an activity, at a venue."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("venue"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["event", "starts_at"],
                name="session_start_once",
                violation_error_message=_("Two sessions of one activity cannot start at the same time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Registration(models.Model):
    """A resident's party at an activity. The order of the waiting list is the order of the primary keys,
    which are drawn behind the activity's lock."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        WAITING = "waiting", _("Waiting list")
        OFFERED = "offered", _("Place offered")
        CANCELLED = "cancelled", _("Cancelled")
        DECLINED = "declined", _("Offer declined")
        EXPIRED = "expired", _("Offer expired")
        CALLED_OFF = "called-off", _("Activity cancelled")

    ACTIVE = (State.CONFIRMED, State.WAITING, State.OFFERED)
    HOLDING = (State.CONFIRMED, State.OFFERED)

    reference = models.CharField(max_length=20, unique=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations")
    party = models.PositiveSmallIntegerField(_("people"))
    guest_names = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    offer_expires_at = models.DateTimeField(null=True)
    eligibility_confirmed = models.BooleanField(default=False)
    """The resident said that everyone in the party meets the age and community rules."""
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "resident"],
                condition=Q(state__in=["confirmed", "waiting", "offered"]),
                name="registration_one_active",
                violation_error_message=_("You are registered for this activity already."),
            ),
            models.CheckConstraint(condition=Q(party__gte=1), name="registration_party_positive"),
            models.CheckConstraint(
                condition=Q(state="offered", offer_expires_at__isnull=False)
                | (~Q(state="offered") & Q(offer_expires_at=None)),
                name="registration_offer_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "id"], condition=Q(state="waiting"), name="registration_queue"),
            models.Index(fields=["offer_expires_at"], condition=Q(state="offered"), name="registration_offers"),
            models.Index(fields=["resident", "-created_at"], name="registration_of_resident"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("registrations:detail", args=[self.reference])
