"""Rooms, desks and halls, and the bookings that take their time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.pictures.models import Picture
from commons.scheduling.models import Reservation, Resource
from institutions.models.contract import Allowance
from institutions.models.institution import Institution
from institutions.models.places import LivingRoomArea
from institutions.querysets import BookingQuerySet, SeriesQuerySet, SpaceQuerySet


class Equipment(models.TextChoices):
    """What a space is equipped with."""

    PROJECTOR = "projector", _("Projector")
    SCREEN = "screen", _("Large screen")
    VIDEO = "video", _("Video conferencing")
    WHITEBOARD = "whiteboard", _("Whiteboard")
    MICROPHONES = "microphones", _("Microphones")
    INTERPRETING = "interpreting", _("Interpreting booth")
    SHELVES = "shelves", _("Display shelves")
    KITCHEN = "kitchen", _("Tea kitchen")
    PRINTER = "printer", _("Printer")


class Space(models.Model):
    """A room, a desk or a hall of the living room. Its time is that of its resource."""

    class Kind(models.TextChoices):
        ROOM = "room", pgettext_lazy("space", "Room")
        DESK = "desk", pgettext_lazy("space", "Desk")
        HALL = "hall", pgettext_lazy("space", "Hall")

    slug = models.SlugField(_("address on the site"), unique=True)
    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="space")
    kind = models.CharField(pgettext_lazy("of a space", "kind"), max_length=4, choices=Kind.choices)
    area = models.ForeignKey(
        LivingRoomArea, on_delete=models.PROTECT, related_name="spaces", verbose_name=_("area of the living room")
    )
    name = models.CharField(pgettext_lazy("of a space", "name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    rules = models.TextField(_("rules of use"), blank=True, max_length=2000)
    door = models.TextField(_("how to get in"), blank=True, max_length=1000)
    """Only those who booked it read this, in the confirmation."""
    capacity = models.PositiveSmallIntegerField(_("people at most"))
    equipment = ArrayField(
        models.CharField(max_length=12, choices=Equipment.choices),
        verbose_name=_("equipment"),
        default=list,
        blank=True,
    )
    is_step_free = models.BooleanField(_("step-free"), default=False)
    has_hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    before_minutes = models.PositiveSmallIntegerField(_("minutes kept free before"), default=0)
    after_minutes = models.PositiveSmallIntegerField(_("minutes kept free after"), default=15)
    step_minutes = models.PositiveSmallIntegerField(_("begins every so many minutes"), default=30)
    least_minutes = models.PositiveSmallIntegerField(_("at least so many minutes"), default=30)
    most_minutes = models.PositiveSmallIntegerField(_("at most so many minutes"), default=240)
    lead_minutes = models.PositiveIntegerField(_("booked at least so many minutes before"), default=30)
    days_ahead = models.PositiveSmallIntegerField(_("booked at most so many days before"), default=90)
    cancel_hours = models.PositiveSmallIntegerField(_("cancelled freely until so many hours before"), default=24)
    """Later, and when nobody comes, the hours count as used."""
    uses_hours = models.BooleanField(_("counts against the hours of the contract"), default=True)
    needs_check_in = models.BooleanField(_("given back when nobody checks in"), default=True)
    assigned_to = models.ForeignKey(
        Institution, on_delete=models.SET_NULL, null=True, blank=True, related_name="own_spaces",
        verbose_name=_("for this institution alone"),
    )  # fmt: skip
    """Such as a desk of the office area; nobody books it then."""
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = pgettext_lazy("to book", "space")
        verbose_name_plural = pgettext_lazy("to book", "spaces")
        constraints = [
            models.CheckConstraint(condition=Q(slug=Lower("slug")), name="space_slug_lower_case"),
            models.CheckConstraint(
                condition=~Q(slug__in=["bookings", "find", "week"]), name="space_slug_not_a_page",
                violation_error_message=_("This address belongs to a page of the portal."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="space_holds_somebody",
                violation_error_message=_("A space holds at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(least_minutes__gte=F("step_minutes"), most_minutes__gte=F("least_minutes"))
                & Q(step_minutes__in=[15, 30, 60], most_minutes__lte=1440),
                name="space_minutes_sensible",
                violation_error_message=_(
                    "A booking begins every 15, 30 or 60 minutes and takes at least one such step."
                ),
            ),
            models.CheckConstraint(
                condition=Q(days_ahead__gte=1, days_ahead__lte=366), name="space_days_ahead_sensible",
                violation_error_message=_("Spaces are booked between one day and a year ahead."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("spaces:detail", args=[self.slug])

    @property
    def before(self) -> timedelta:
        """What is kept free before a booking."""
        return timedelta(minutes=self.before_minutes)

    @property
    def after(self) -> timedelta:
        """What is kept free after a booking, to air and to tidy up."""
        return timedelta(minutes=self.after_minutes)


class Series(models.Model):
    """Bookings of one space that repeat: every week, every other week, or every month on the same weekday."""

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        FORTNIGHT = "fortnight", _("Every other week")
        MONTH = "month", _("Every month, on the same weekday")

    reference = models.CharField(max_length=20, unique=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="series")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="series")
    every = models.CharField(_("repeats"), max_length=9, choices=Every.choices)
    times = models.PositiveSmallIntegerField(_("how many times"))
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("series of bookings")
        verbose_name_plural = _("series of bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(times__gte=2, times__lte=53), name="series_times_sensible",
                violation_error_message=_("A series has between 2 and 53 dates."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("spaces:series_detail", args=[self.reference])


class Booking(models.Model):
    """Time of one space, for an institution or for the district itself."""

    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("booking", "Booked")
        IN_USE = "in-use", pgettext_lazy("booking", "In use")
        RELEASED = "released", pgettext_lazy("booking", "Given back: nobody came")
        CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")

    class Purpose(models.TextChoices):
        MEETING = "meeting", pgettext_lazy("booking", "Meeting or work")
        ACTIVITY = "activity", pgettext_lazy("booking", "Activity for the public")
        MAINTENANCE = "maintenance", pgettext_lazy("booking", "Maintenance")

    STANDING = (State.BOOKED, State.IN_USE)

    reference = models.CharField(max_length=20, unique=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="bookings")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings",
        verbose_name=_("institution"),
    )  # fmt: skip
    """NULL for the district's own use and for maintenance."""
    purpose = models.CharField(_("what for"), max_length=11, choices=Purpose.choices, default=Purpose.MEETING)
    title = models.CharField(_("title"), max_length=120, blank=True)
    """For those who booked it and for officers; others see that the space is taken."""
    people = models.PositiveSmallIntegerField(_("people who come"), default=1)
    reservation = models.OneToOneField(Reservation, on_delete=models.PROTECT, related_name="booking")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.BOOKED)
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="bookings")
    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, null=True, related_name="bookings")
    minutes_charged = models.PositiveIntegerField(default=0)
    """Of the allowance; the sum over an allowance's bookings is what it says is used."""
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    """Raised with every change, so that a calendar replaces the old entry (RFC 5545, 3.8.7.4)."""
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    checked_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When it was cancelled, or given back because nobody came."""
    end_reason = models.CharField(max_length=250, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("booking of a space")
        verbose_name_plural = _("bookings of spaces")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_in_order"),
            models.CheckConstraint(condition=Q(people__gte=1), name="booking_has_people"),
            models.CheckConstraint(
                condition=~Q(purpose="maintenance") | Q(purpose="maintenance", institution=None),
                name="booking_maintenance_is_the_districts",
            ),
            models.CheckConstraint(
                condition=Q(minutes_charged=0) | Q(allowance__isnull=False), name="booking_charged_to_an_allowance"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "cancelled"]) | Q(ended_at__isnull=False),
                name="booking_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="in-use") | Q(checked_in_at__isnull=False), name="booking_in_use_checked_in"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], name="booking_of_space"),
            models.Index(fields=["institution", "starts_at"], name="booking_of_institution"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="booking_coming"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("spaces:booking", args=[self.reference])

    @property
    def free_to_cancel_until(self) -> datetime:
        """Until when it is cancelled without using up hours."""
        return self.starts_at - timedelta(hours=self.space.cancel_hours)


class Feed(models.Model):
    """The address of a calendar that others subscribe to: one of a space, or one of an institution.

    Whoever knows the address reads the calendar; only the hash of its secret is kept.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(space__isnull=False, institution=None) | Q(space=None, institution__isnull=False),
                name="feed_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
