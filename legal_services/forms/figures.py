"""What a person asks the figures for."""

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import DayField
from legal_services.figures.asking import Dimension, Measure, Part, Period

NOTHING = "-"
"""In an address, the part that has no value."""
ANY_CODE = re.compile(r"[\w-]+")
PART_SHAPES = {
    Dimension.MONTH: re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    Dimension.ADVISER: re.compile(r"\d{1,18}|-", re.ASCII),
}
"""What values a part can have where the database would not take any text."""


class FiguresForm(forms.Form):
    """A period and what to go by; the month that runs unless days are named."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To, included"), required=False)
    by = forms.ChoiceField(label=_("Taken apart by"), choices=Dimension.choices, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        answers = super().clean() or {}
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        return answers

    @property
    def period(self) -> Period:
        """The period that was asked for; what was left open or makes no sense is the month that runs."""
        this_month = month_of(self.today)
        answers = self.cleaned_data if self.is_valid() else {}
        first = answers.get("first") or min(this_month.first, answers.get("last") or this_month.first)
        return Period(first, answers.get("last") or max(this_month.last, first))

    @property
    def dimension(self) -> Dimension:
        """What the figures are taken apart by."""
        return Dimension(self.cleaned_data.get("by") or Dimension.KIND) if self.is_valid() else Dimension.KIND


class RowsForm(FiguresForm):
    """Which figure somebody wants to see the rows of. What makes no sense is not valid: there is no such figure."""

    measure = forms.ChoiceField(choices=Measure.choices)
    value = forms.CharField(required=False, max_length=50)

    def clean(self) -> dict[str, Any]:
        """Refuse a part that its dimension cannot have."""
        answers = super().clean()
        dimension, value = answers.get("by"), answers.get("value", "")
        if dimension and value and not PART_SHAPES.get(dimension, ANY_CODE).fullmatch(value):
            self.add_error("value", _("There is no such figure."))
        return answers

    @property
    def part(self) -> Part | None:
        """The part of the period that the figure is about; None for the whole."""
        value = self.cleaned_data["value"]
        return Part(self.dimension, None if value == NOTHING else value) if value else None


def month_of(day: date) -> Period:
    """The month that a day is in."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def month_before(day: date) -> Period:
    """The month before the one that a day is in."""
    return month_of(date.fromordinal(day.replace(day=1).toordinal() - 1))
