from django.contrib import admin

from commons.translations.administration import TranslatedAdmin, in_languages
from legal_services.models import Service


@admin.register(Service)
class ServiceAdmin(TranslatedAdmin):
    list_display = ("name", "kind", "venue", "position", "slug")
    list_filter = ("kind",)
    list_select_related = ("venue",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "kind", "venue", "name", "summary", "whom_for", "cost", "duration", "bring", "hours", "position")
