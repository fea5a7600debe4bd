from django.contrib import admin

from commons.audit.models import Entry
from commons.lib.administration import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_id", "act", "subject", "reference", "reason", "via")
    list_filter = ("act", "subject")
    search_fields = ("reference",)
    date_hierarchy = "at"
