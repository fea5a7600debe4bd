from django.contrib import admin

from commons.documents.models import Document
from commons.lib.administration import ReadOnlyAdmin


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("id", "media_type", "size", "scan", "added_at", "added_by", "keep_until", "removed_at")
    list_filter = ("media_type", "scan")
    list_select_related = ("added_by",)
    date_hierarchy = "added_at"
    # A file's name is often a person's.
    exclude = ("name",)
