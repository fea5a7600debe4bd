from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import TabularInline

from commons.lib.references import new_reference
from commons.translations.administration import TranslatedAdmin, in_languages
from communities.models import Community, Notice, StaffMembership, Venue


class StaffInline(TabularInline):
    model = StaffMembership
    fields = ("user", "is_contact", *in_languages("duty"))
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Community)
class CommunityAdmin(TranslatedAdmin):
    list_display = ("name", "area", "is_talent_community", "is_listed", "position", "slug")
    list_filter = ("is_listed", "is_talent_community")
    search_fields = ("slug", *in_languages("name"))
    autocomplete_fields = ("picture",)
    fields = (
        "slug", "name", "area", "summary", "description", "is_talent_community", "is_listed", "position", "phone",
        "email", "office_hours", "spoken", "picture",
    )  # fmt: skip
    inlines = (StaffInline,)


@admin.register(Venue)
class VenueAdmin(TranslatedAdmin):
    list_display = ("name", "community", "address_zh", "is_step_free", "slug")
    list_filter = ("community", "is_step_free")
    list_select_related = ("community",)
    search_fields = ("slug", "address_zh", *in_languages("name"))
    fields = (
        "slug", "community", "name", "address_zh", "directions", "access_note", "is_step_free", "latitude",
        "longitude", "phone",
    )  # fmt: skip


@admin.register(Notice)
class NoticeAdmin(TranslatedAdmin):
    list_display = ("title", "community", "is_urgent", "publish_at", "expires_at")
    list_filter = ("is_urgent", "community")
    list_select_related = ("community",)
    search_fields = ("reference", *in_languages("title"))
    date_hierarchy = "publish_at"
    fields = ("community", "title", "body", "is_urgent", "publish_at", "expires_at")

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Give a new notice its reference."""
        if isinstance(obj, Notice) and not change:
            obj.reference, obj.created_at = new_reference("N"), timezone.now()
        super().save_model(request, obj, form, change)
