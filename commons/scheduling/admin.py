from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from commons.lib.administration import ReadOnlyAdmin
from commons.scheduling.models import CalendarDay, DatedException, Occupancy, Reservation, Resource, WeeklyRule


@admin.register(CalendarDay)
class CalendarDayAdmin(ModelAdmin):
    list_display = ("date", "is_working", "acts_as", "note")
    list_filter = ("is_working",)
    search_fields = ("note",)
    date_hierarchy = "date"
    fields = ("date", "is_working", "acts_as", "note")


class SeenInline(TabularInline):
    """Rows that belong to another and are only looked at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, *args: object) -> bool:
        """Services write them."""
        return False

    def has_change_permission(self, *args: object) -> bool:
        """Services write them."""
        return False


class WeeklyRuleInline(SeenInline):
    model = WeeklyRule
    fields = ("weekday", "starts", "ends", "valid_from", "valid_until")


class OccupancyInline(SeenInline):
    model = Occupancy
    fields = ("resource", "during", "active")


@admin.register(Resource)
class ResourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "is_active", "follows_calendar")
    list_filter = ("kind", "is_active")
    search_fields = ("name",)
    inlines = (WeeklyRuleInline,)


@admin.register(DatedException)
class DatedExceptionAdmin(ReadOnlyAdmin):
    list_display = ("resource", "during", "opens", "reason", "created_by")
    list_filter = ("opens",)
    list_select_related = ("resource", "created_by")
    search_fields = ("resource__name", "reason")


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ("during", "state", "purpose", "hold_expires_at", "created_at")
    list_filter = ("state", "purpose")
    date_hierarchy = "created_at"
    inlines = (OccupancyInline,)
