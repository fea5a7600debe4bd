"""Activities, proposals and registrations can be looked at here; the desk changes them, as its services tell people."""

from typing import Any

from django.contrib import admin
from unfold.admin import TabularInline

from commons.lib.administration import ReadOnlyAdmin
from commons.translations.administration import in_languages
from events.models import Event, Proposal, Registration, RegistrationStep, Session


class SessionInline(TabularInline):
    model = Session
    fields = readonly_fields = ("starts_at", "ends_at", "venue")
    extra = 0
    can_delete = False

    def has_add_permission(self, *args: Any) -> bool:
        """Sessions are planned at the desk."""
        return False


class StepInline(TabularInline):
    model = RegistrationStep
    fields = readonly_fields = ("at", "state", "party", "by", "note")
    extra = 0
    can_delete = False

    def has_add_permission(self, *args: Any) -> bool:
        """Steps are written by services."""
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("title", "community", "kind", "state", "starts_at", "capacity", "places_held", "people_waiting")
    list_filter = ("state", "kind", "community")
    list_select_related = ("community",)
    search_fields = ("reference", "slug", *in_languages("title"))
    date_hierarchy = "starts_at"
    exclude = ("search", "title", "summary", "description", "organiser", "fee", "bring", "audience", "cancel_reason")
    inlines = (SessionInline,)


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "event", "resident", "party", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("event", "resident")
    search_fields = ("reference", "resident__email", "resident__full_name", "event__slug")
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = (StepInline,)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("reference", "title", "institution", "kind", "state", "proposed_at")
    list_filter = ("state", "kind")
    list_select_related = ("institution",)
    search_fields = ("reference", *in_languages("title"))
    date_hierarchy = "proposed_at"
    exclude = ("title", "summary", "description")
