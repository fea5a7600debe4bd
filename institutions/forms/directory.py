"""How the directory is narrowed down."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.countries import country_names
from commons.lib.filtering import ALL, FilterForm, search_field
from commons.lib.forms import PlainSelect, offer
from commons.translations.texts import text_of
from institutions.models import Kind, LivingRoomArea


class DirectoryForm(FilterForm):
    """What a person looks for in the directory."""

    LISTS = ("kind", "country", "area")

    q = search_field(_("Search the directory"), hint=_("Name, or what it does"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an institution", "Kind"), required=False, choices=[ALL, *Kind.choices],
        widget=PlainSelect,
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country or region"), required=False, widget=PlainSelect)
    area = forms.ChoiceField(label=_("Area of the living room"), required=False, widget=PlainSelect)

    def __init__(self, asked: Mapping[str, Any], countries: Iterable[str], areas: Iterable[LivingRoomArea]) -> None:
        super().__init__(asked)
        there = set(countries)
        offer(self, "country", [ALL, *((code, name) for code, name in country_names().items() if code in there)])
        offer(self, "area", [ALL, *((area.slug, text_of(area, "name").text) for area in areas)])
