"""Communities, their venues, their staff and what they have to announce."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from commons.lib import maps
from commons.pictures.models import Picture
from communities.roles import roles_of

if TYPE_CHECKING:
    from commons.accounts.models import User


class CommunityQuerySet(models.QuerySet["Community"]):
    def staffed_by(self, user: "User | Any") -> "CommunityQuerySet":
        """The communities whose staff side this person may use; managers have all of them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if roles_of(user).is_manager else self.filter(staff=user)

    def listed(self) -> "CommunityQuerySet":
        """Those that residents find in the list; the others are reached from their activities."""
        return self.filter(is_listed=True)

    def for_cards(self) -> "CommunityQuerySet":
        """Those of the list with what a card shows: the picture, but not the text of the whole page."""
        return self.listed().select_related("picture").defer("description", "office_hours", "phone", "email")


class Community(models.Model):
    """A residential community (社区) or another body of the district that runs activities for residents."""

    slug = models.SlugField(_("address on the site"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    area = models.CharField(_("part of the district"), max_length=120, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=250)
    description = models.TextField(_("about"), blank=True)
    is_talent_community = models.BooleanField(_("international talent community"), default=False)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    office_hours = models.CharField(_("office hours"), max_length=200, blank=True)
    spoken = ArrayField(models.CharField(max_length=10), verbose_name=_("languages spoken"), default=list, blank=True)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    is_listed = models.BooleanField(_("listed among the communities"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="StaffMembership", related_name="staffed_communities", blank=True
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        permissions = [("staff_every_community", "Can work for every community")]
        constraints = [
            models.CheckConstraint(condition=models.Q(slug=Lower("slug")), name="community_slug_lower_case"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("communities:detail", args=[self.slug])


class StaffMembershipQuerySet(models.QuerySet["StaffMembership"]):
    def contacts(self) -> "StaffMembershipQuerySet":
        """Those whom the community's page names, with the person."""
        return self.filter(is_contact=True, user__is_active=True).select_related("user")


class StaffMembership(models.Model):
    """A member of staff at work for a community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    is_contact = models.BooleanField(_("named as contact on the community's page"), default=False)
    duty = models.CharField(_("what they help with"), max_length=150, blank=True)

    objects = StaffMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"],
                name="staff_membership_once",
                violation_error_message=_("This person works for the community already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.community_id}"


class VenueQuerySet(models.QuerySet["Venue"]):
    def staffed_by(self, user: "User | Any") -> "VenueQuerySet":
        """The venues that this person may edit: those of their communities."""
        return self.filter(community__in=Community.objects.staffed_by(user))


class Venue(models.Model):
    """A place where something happens. Coordinates are WGS-84; map links convert them."""

    slug = models.SlugField(_("address on the site"), unique=True)
    community = models.ForeignKey(
        Community, on_delete=models.SET_NULL, null=True, blank=True, related_name="venues", verbose_name=_("community")
    )
    name = models.CharField(_("name"), max_length=150)
    directions = models.TextField(_("how to get there"), blank=True)
    access_note = models.CharField(_("about access"), max_length=250, blank=True)
    address_zh = models.CharField(_("address in Chinese, as a taxi driver reads it"), max_length=200)
    latitude = models.DecimalField(_("latitude (WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude (WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), default=False)
    phone = PhoneNumberField(_("phone"), blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(condition=models.Q(slug=Lower("slug")), name="venue_slug_lower_case"),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="venue_whole_position",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("communities:venue", args=[self.slug])

    @property
    def amap_url(self) -> str:
        """Where Amap shows it; empty while its position is not known."""
        return maps.amap_url(*self.position, self._name_zh) if self.position else ""

    @property
    def apple_maps_url(self) -> str:
        """Where Apple Maps shows it; empty while its position is not known."""
        return maps.apple_maps_url(*self.position, self._name_zh) if self.position else ""

    @property
    def position(self) -> maps.Position | None:
        """Latitude and longitude in WGS-84, when they are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    @property
    def _name_zh(self) -> str:
        return getattr(self, "name_zh_hans", "") or self.name


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self, at: datetime) -> "NoticeQuerySet":
        """Notices that residents see at this moment."""
        return self.filter(publish_at__lte=at).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=at))

    def newest_first(self) -> "NoticeQuerySet":
        """Drafts first, then the latest; for staff."""
        return self.order_by(models.F("publish_at").desc(nulls_first=True), "-id")

    def urgent(self, at: datetime) -> "NoticeQuerySet":
        """Those that stand on top of every page at this moment, the latest first."""
        return self.published(at).filter(is_urgent=True)

    def staffed_by(self, user: "User | Any") -> "NoticeQuerySet":
        """The notices that this person may edit: those of their communities."""
        return self.filter(community__in=Community.objects.staffed_by(user))


class Stage(models.TextChoices):
    """Where a notice is on its way from a draft to having been taken down."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    OUT = "out", _("Published")
    OVER = "over", _("Taken down")


class Notice(models.Model):
    """Something staff announce, for one community or (urgent ones too) for the whole district."""

    reference = models.CharField(max_length=20, unique=True)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"))
    is_urgent = models.BooleanField(_("urgent: shown on top of every page"), default=False)
    publish_at = models.DateTimeField(_("publish"), null=True, blank=True)
    """NULL while it is a draft."""
    expires_at = models.DateTimeField(_("take down"), null=True, blank=True)
    created_at = models.DateTimeField(editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-publish_at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at=None)
                | models.Q(publish_at=None)
                | models.Q(expires_at__gt=models.F("publish_at")),
                name="notice_expires_after_publication",
                violation_error_message=_("A notice is taken down after it was published."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("notices:detail", args=[self.reference])

    def stage(self, at: datetime) -> Stage:
        """Where it stands at this moment."""
        if self.publish_at is None:
            return Stage.DRAFT
        if self.expires_at is not None and self.expires_at <= at:
            return Stage.OVER
        return Stage.OUT if self.publish_at <= at else Stage.SCHEDULED
