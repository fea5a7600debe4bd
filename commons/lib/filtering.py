"""What somebody looks for in a list: filters that are asked by GET, and forgive what they do not understand."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

SEARCH_LENGTH = 100
ALL = ("", _("All"))
"""The choice of a list of which nothing is picked."""


def search_field(label: Any, *, hint: Any = "") -> forms.CharField:
    """The field for words; `hint` stands in it while it is empty, the label when there is none."""
    attributes = {"type": "search", "enterkeyhint": "search", "placeholder": hint or label}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=SEARCH_LENGTH, widget=widget)


class FilterForm(forms.Form):
    """Filters, each of which may be left empty, and words in a field named `q`.

    Shown by `partials/_search.html`, and what applies by `partials/_filters.html`.
    """

    LISTS: ClassVar[tuple[str, ...]] = ()
    """The names of the filters of which one value is picked, in the order of the page."""
    TICKS: ClassVar[tuple[str, ...]] = ()
    """The names of those that are on or off."""

    @classmethod
    def forgiving(cls, asked: Mapping[str, Any], *offers: Any, **named_offers: Any) -> Self:
        """The form with what it understands of the query; the rest is left out, as if it had not been asked.

        What is offered to choose from is handed on to the form, twice when something odd was asked.
        """
        given = {name: asked.get(name, "") for name in cls.base_fields}
        given["q"] = given["q"][:SEARCH_LENGTH]
        first = cls(given, *offers, **named_offers)
        if first.is_valid():
            return first
        form = cls({name: value for name, value in given.items() if name not in first.errors}, *offers, **named_offers)
        form.full_clean()
        return form

    def lists(self) -> list[forms.BoundField]:
        """The filters of which one value is picked."""
        return [self[name] for name in self.LISTS]

    def ticks(self) -> list[forms.BoundField]:
        """The filters that are on or off."""
        return [self[name] for name in self.TICKS]

    @property
    def applied(self) -> dict[str, Any]:
        """The filters that were asked for, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def removable(self) -> list[tuple[str, str]]:
        """Each filter that was asked for in words, with the query that is left without it."""
        return [(self._word(name, value), self._query_without(name)) for name, value in self.applied.items()]

    def _query_without(self, name: str) -> str:
        rest = {other: "on" if value is True else value for other, value in self.applied.items() if other != name}
        return f"?{urlencode(rest)}" if rest else ""

    def _word(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return next(str(word) for code, word in field.widget.choices if code == value)
        return str(field.label) if value is True else str(value)
