"""What the administration site shows of the institutions' side: places and lists to edit, all else to look at.

States, contracts, bookings and decisions are changed by those whose work it is, at their desk. Confidential texts are
not here: nobody would know who read them.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from commons.lib.administration import ReadOnlyAdmin
from commons.lib.dates import day_in_beijing
from commons.translations.administration import TranslatedAdmin, in_languages
from institutions.models import (
    Allowance,
    Application,
    Booking,
    CheckItem,
    Contract,
    ContractCopy,
    Enquiry,
    Institution,
    Letter,
    LetterTemplate,
    LivingRoomArea,
    Member,
    PaperKind,
    Product,
    Request,
    Series,
    SeriesOrder,
    Site,
    Space,
    Step,
    Terms,
)


@admin.register(Site)
class SiteAdmin(TranslatedAdmin):
    list_display = ("name", "kind", "square_metres", "position", "slug")
    list_filter = ("kind",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "kind", "name", "summary", "square_metres", "position")


@admin.register(LivingRoomArea)
class LivingRoomAreaAdmin(TranslatedAdmin):
    list_display = ("name", "venue", "position", "slug")
    list_select_related = ("venue",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "venue", "name", "summary", "position")


@admin.register(Institution)
class InstitutionAdmin(TranslatedAdmin):
    """Facts can be put right here; what the directory shows is the institution's own word."""

    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "kind", "country", "is_listed", "slug")
    list_filter = ("kind", "is_listed")
    search_fields = ("slug", "reference", *in_languages("name"))
    readonly_fields = ("reference", "is_listed", "shows", "listed_at")
    fields = (
        "reference", "slug", "kind", "country", "name", "registered_name", "registration_number", "address",
        "founded_in", "about", "website", "email", "phone", "is_listed", "shows", "listed_at",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Institutions come by applying."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Contracts and bookings refer to them."""
        return False


@admin.register(PaperKind)
class PaperKindAdmin(TranslatedAdmin):
    list_display = ("name", "kinds", "countries", "is_required", "is_active", "position", "slug")
    list_filter = ("is_active", "is_required")
    search_fields = ("slug", *in_languages("name"))
    fields = (
        "slug", "name", "hint", "kinds", "countries", "except_countries", "authorities", "is_required", "expires",
        "position", "is_active",
    )  # fmt: skip


@admin.register(CheckItem)
class CheckItemAdmin(TranslatedAdmin):
    list_display = ("text", "position", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("slug", *in_languages("text"))
    fields = ("slug", "text", "position", "is_active")


@admin.register(LetterTemplate)
class LetterTemplateAdmin(TranslatedAdmin):
    list_display = ("name", "position", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "name", "subject", "text", "position", "is_active")


@admin.register(Terms)
class TermsAdmin(TranslatedAdmin):
    """A version can be put right until it is in force; then a new one follows."""

    list_display = ("version", "in_force_from", "grace_days")
    fields = ("version", "text", "in_force_from", "grace_days")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Institutions have accepted the words of what is in force."""
        is_fixed = isinstance(obj, Terms) and obj.in_force_from <= day_in_beijing(timezone.now())
        return not is_fixed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Applications and contracts refer to them."""
        is_fixed = isinstance(obj, Terms) and obj.in_force_from <= day_in_beijing(timezone.now())
        return not is_fixed and super().has_delete_permission(request, obj)


@admin.register(Space)
class SpaceAdmin(TranslatedAdmin):
    """Opening hours and pictures are set at the officers' desk."""

    list_display = ("name", "kind", "area", "capacity", "is_active", "position", "slug")
    list_filter = ("kind", "is_active")
    list_select_related = ("area",)
    search_fields = ("slug", *in_languages("name"))
    fields = (
        "slug", "kind", "area", "name", "summary", "rules", "door", "capacity", "equipment", "is_step_free",
        "has_hearing_loop", "uses_hours", "needs_check_in", "assigned_to", "position", "is_active",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """A space needs its resource and its hours, which the desk makes with it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Bookings refer to them; one that is gone is taken out of use."""
        return False


@admin.register(Member)
class MemberAdmin(ReadOnlyAdmin):
    list_display = ("institution", "user", "duty", "since", "until")
    list_filter = ("duty",)
    list_select_related = ("institution", "user")
    fields = ("institution", "user", "duty", "since", "until")


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "institution", "state", "state_since", "owner", "due_on")
    list_filter = ("state",)
    list_select_related = ("institution", "owner")
    search_fields = ("reference",)
    fields = (
        "reference", "institution", "state", "state_since", "language", "area", "desks", "room_hours", "wanted_from",
        "months", "terms", "owner", "due_on", "submitted_at", "decided_at",
    )  # fmt: skip


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    list_display = ("application", "due_on", "sent_at", "answered_at")
    list_select_related = ("application",)
    fields = ("application", "due_on", "asked_by", "sent_at", "answered_at")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("application", "subject", "language", "sent_at")
    list_select_related = ("application",)
    fields = ("application", "template", "language", "subject", "sent_by", "sent_at")


@admin.register(Contract)
class ContractAdmin(ReadOnlyAdmin):
    list_display = ("reference", "institution", "state", "starts_on", "ends_on", "area")
    list_filter = ("state",)
    list_select_related = ("institution", "area")
    search_fields = ("reference",)
    fields = (
        "reference", "institution", "application", "renews", "state", "state_since", "terms", "area", "starts_on",
        "ends_on", "grace_days", "desks", "room_minutes", "drafted_by", "drafted_at", "signed_by", "signed_at",
        "countersigned_by", "countersigned_at", "terminated_by", "terminated_at",
    )  # fmt: skip


@admin.register(ContractCopy)
class ContractCopyAdmin(ReadOnlyAdmin):
    list_display = ("contract", "side", "sha256", "added_at")
    list_select_related = ("contract",)
    fields = ("contract", "side", "sha256", "added_by", "added_at")


@admin.register(Allowance)
class AllowanceAdmin(ReadOnlyAdmin):
    list_display = ("contract", "month", "minutes", "used")
    list_select_related = ("contract",)
    fields = ("contract", "month", "minutes", "used")


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    list_display = ("application", "contract", "move", "source", "target", "by", "at")
    list_select_related = ("application", "contract", "by")
    fields = ("application", "contract", "move", "source", "target", "by", "at")


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    list_display = ("reference", "space", "institution", "every", "times")
    list_select_related = ("space", "institution")
    fields = ("reference", "space", "institution", "every", "times", "created_at", "created_by")


@admin.register(SeriesOrder)
class SeriesOrderAdmin(ReadOnlyAdmin):
    """One that is not told of yet is gone on with by a worker within minutes."""

    list_display = ("series", "act", "ordered_at", "told_at")
    list_filter = ("act",)
    list_select_related = ("series",)
    fields = ("series", "act", "people", "ordered_at", "told_at")


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    list_display = ("reference", "space", "institution", "purpose", "starts_at", "ends_at", "state")
    list_filter = ("state", "purpose")
    list_select_related = ("space", "institution")
    search_fields = ("reference",)
    fields = (
        "reference", "space", "institution", "purpose", "people", "starts_at", "ends_at", "state", "minutes_charged",
        "booked_by", "created_at", "changed_at", "checked_in_at", "ended_at",
    )  # fmt: skip


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin):
    """Without its words, which are encrypted."""

    list_display = ("reference", "category", "institution", "state", "owner", "due_at")
    list_filter = ("state", "category")
    list_select_related = ("institution", "owner")
    search_fields = ("reference",)
    fields = ("reference", "category", "institution", "language", "state", "owner", "due_at", "asked_at", "closed_at")


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("name", "institution", "category", "state", "published_at")
    list_filter = ("state", "category")
    list_select_related = ("institution",)
    search_fields = ("slug", *in_languages("name"))
    fields = (
        "slug", "institution", "category", "origin", *in_languages("name"), "state", "submitted_at", "reviewed_at",
        "published_at",
    )  # fmt: skip
