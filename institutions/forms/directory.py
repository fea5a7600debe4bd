"""How the directory is narrowed down."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.countries import country_names
from commons.lib.forms import PlainSelect
from commons.translations.texts import text_of
from institutions.models import Kind, LivingRoomArea

ALL = ("", pgettext_lazy("filter of a list", "All"))
SEARCH_LENGTH = 100


class DirectoryForm(forms.Form):
    """What a person looks for in the directory. Every field may be left empty."""

    q = forms.CharField(
        label=_("Search the directory"), required=False, max_length=SEARCH_LENGTH,
        widget=forms.TextInput(
            attrs={"type": "search", "enterkeyhint": "search", "placeholder": _("Name, or what it does")}
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an institution", "Kind"), required=False, choices=[ALL, *Kind.choices],
        widget=PlainSelect,
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country or region"), required=False)
    area = forms.ChoiceField(label=_("Area of the living room"), required=False)

    def __init__(self, asked: Mapping[str, Any], countries: Iterable[str], areas: Iterable[LivingRoomArea]) -> None:
        super().__init__(asked)
        known = country_names()
        there = set(countries)
        self._offer("country", [(code, name) for code, name in known.items() if code in there])
        self._offer("area", [(area.slug, text_of(area, "name").text) for area in areas])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        label = self.fields[name].label
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices], widget=PlainSelect)

    @classmethod
    def forgiving(
        cls, asked: Mapping[str, Any], countries: Iterable[str], areas: Iterable[LivingRoomArea]
    ) -> "DirectoryForm":
        """The form with what it understands of the query; the rest is left out, as if it had not been asked."""
        given = {name: asked.get(name, "") for name in cls.base_fields}
        given["q"] = given["q"].replace("\0", " ")[:SEARCH_LENGTH]
        countries, areas = list(countries), list(areas)
        first = cls(given, countries, areas)
        if first.is_valid():
            return first
        form = cls({name: value for name, value in given.items() if name not in first.errors}, countries, areas)
        form.full_clean()
        return form

    def lists(self) -> list[forms.BoundField]:
        """The filters of which one value is picked."""
        return [self[name] for name in ("kind", "country", "area")]

    @property
    def applied(self) -> dict[str, Any]:
        """The filters that were asked for, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def removable(self) -> list[tuple[str, str]]:
        """Each filter that was asked for in words, with the query that is left without it."""
        return [(self._word(name, value), self._query_without(name)) for name, value in self.applied.items()]

    def _query_without(self, name: str) -> str:
        rest = {other: value for other, value in self.applied.items() if other != name}
        return f"?{urlencode(rest)}" if rest else ""

    def _word(self, name: str, value: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return next(str(word) for code, word in field.widget.choices if code == value)
        return value
