from django.contrib import admin

from commons.baselines.models import Baseline
from commons.translations.administration import TranslatedAdmin, in_languages


@admin.register(Baseline)
class BaselineAdmin(TranslatedAdmin):
    list_display = ("measure", "label", "value", "is_at_least", "as_of", "topic", "on_home_page", "position")
    list_filter = ("topic", "on_home_page", "as_of")
    search_fields = ("measure", *in_languages("label"))
    fields = (
        "measure", "topic", "label", "value", "is_at_least", "as_of", "source", "position", "on_home_page",
    )  # fmt: skip
