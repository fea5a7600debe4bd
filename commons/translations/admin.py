from django.contrib import admin

from commons.lib.administration import ReadOnlyAdmin
from commons.translations.models import TranslationState


@admin.register(TranslationState)
class TranslationStateAdmin(ReadOnlyAdmin):
    list_display = ("content_type", "object_id", "field", "language", "source_language", "changed_at", "changed_by")
    list_filter = ("language", "source_language", "content_type")
    list_select_related = ("content_type", "changed_by")
    search_fields = ("object_id", "field")
    date_hierarchy = "changed_at"
