"""What is asked of the figures of the review."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import DayField, PlainSelect
from institutions.durations import Asked, Split
from institutions.models import Kind

ALL = "all"
A_YEAR = timedelta(days=365)


class StatisticsForm(forms.Form):
    """A period, one kind of institution or all, and what the times are taken apart by."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    kind = forms.ChoiceField(
        label=_("Kind of institution"), choices=[(ALL, _("All kinds")), *Kind.choices],
        widget=PlainSelect,
    )  # fmt: skip
    by = forms.ChoiceField(label=_("By"), choices=Split.choices, widget=PlainSelect)

    @classmethod
    def asked(cls, answers: Mapping[str, Any], today: date) -> "StatisticsForm":
        """What was asked; the last twelve months by month unless something else was."""
        fallback = {
            "first": (today - A_YEAR).replace(day=1).isoformat(),
            "last": today.isoformat(),
            "kind": ALL,
            "by": Split.MONTH.value,
        }
        return cls({**fallback, **{name: value for name, value in answers.items() if value}})

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        return found

    def period(self) -> Asked:
        """What the figures are counted over; the form is valid."""
        kind = self.cleaned_data["kind"]
        return Asked(self.cleaned_data["first"], self.cleaned_data["last"], "" if kind == ALL else kind)

    @property
    def split(self) -> Split:
        """What the times are taken apart by; the form is valid."""
        return Split(self.cleaned_data["by"])
