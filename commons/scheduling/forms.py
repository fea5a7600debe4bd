"""The hours of a week as they are written down, for whoever and whatever has opening hours."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.forms import RefusableForm
from commons.scheduling.models import WeeklyRule
from commons.scheduling.models.opening import Weekday
from commons.scheduling.services import Hours

STRETCHES = 2
"""So many stretches of a day are asked for: before and after lunch. A day that has more shows all of them."""
MIDNIGHT = time(0)


def clock_field(**options: Any) -> forms.TimeField:
    """A time of day in Beijing, with the browser's own clock."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, **options)


class WeeklyHoursForm(RefusableForm):
    """From when until when on each weekday, in several stretches; an end of 00:00 is midnight.

    Print them with `scheduling/_week.html`. `rules` are those that hold at present, in order.
    """

    def __init__(self, *args: Any, rules: Sequence[WeeklyRule], **kwargs: Any) -> None:
        self.stretches = max([STRETCHES, *(sum(one.weekday == day for one in rules) for day in Weekday.values)])
        kwargs["initial"] = {**_initial(rules), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        labels = (("starts", pgettext_lazy("time of day", "From")), ("ends", pgettext_lazy("time of day", "To")))
        for day, number in self._places():
            for part, label in labels:
                self.fields[f"{part}-{day}-{number}"] = clock_field(label=label, required=False)

    def weekdays(self) -> Iterator[tuple[str, list[tuple[BoundField, BoundField]]]]:
        """Each weekday with its fields, from and to."""
        for day in Weekday:
            pairs = [
                (self[f"starts-{day.value}-{number}"], self[f"ends-{day.value}-{number}"])
                for number in range(self.stretches)
            ]
            yield str(day.label), pairs

    def clean(self) -> dict[str, Any]:
        """Both ends of a stretch are given, in order."""
        given = super().clean() or self.cleaned_data
        for day, number in self._places():
            starts, ends = given.get(f"starts-{day}-{number}"), given.get(f"ends-{day}-{number}")
            named = {"day": Weekday(day).label}
            if (starts is None) != (ends is None):
                empty = "starts" if starts is None else "ends"
                self.add_error(f"{empty}-{day}-{number}", _("%(day)s: give both times.") % named)
            elif starts is not None and ends is not None and not (starts < ends or ends == MIDNIGHT):
                self.add_error(f"ends-{day}-{number}", _("%(day)s: the end comes after the start.") % named)
        return given

    def hours(self) -> list[Hours]:
        """The hours as `services.set_week` takes them."""
        given = self.cleaned_data
        return [
            Hours(day, given[f"starts-{day}-{number}"], given[f"ends-{day}-{number}"])
            for day, number in self._places()
            if given[f"starts-{day}-{number}"] is not None
        ]

    def _places(self) -> list[tuple[int, int]]:
        return [(day, number) for day in Weekday.values for number in range(self.stretches)]


def _initial(rules: Sequence[WeeklyRule]) -> dict[str, time]:
    found: dict[str, time] = {}
    for day in Weekday.values:
        for number, rule in enumerate(one for one in rules if one.weekday == day):
            found[f"starts-{day}-{number}"], found[f"ends-{day}-{number}"] = rule.starts, rule.ends
    return found
