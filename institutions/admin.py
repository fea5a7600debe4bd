from django.contrib import admin

from commons.translations.administration import TranslatedAdmin, in_languages
from institutions.models import LivingRoomArea, Site


@admin.register(Site)
class SiteAdmin(TranslatedAdmin):
    list_display = ("name", "kind", "position", "slug")
    list_filter = ("kind",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "kind", "name", "summary", "position")


@admin.register(LivingRoomArea)
class LivingRoomAreaAdmin(TranslatedAdmin):
    list_display = ("name", "venue", "position", "slug")
    list_select_related = ("venue",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "venue", "name", "summary", "position")
