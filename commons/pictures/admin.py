from django.contrib import admin

from commons.lib.administration import ReadOnlyAdmin
from commons.pictures.models import Picture


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    list_display = ("alt", "state", "problem", "width", "height", "added_at", "added_by")
    list_filter = ("state", "problem")
    list_select_related = ("added_by",)
    search_fields = ("alt_zh_hans", "alt_en", "alt_ko")
    exclude = ("alt",)
