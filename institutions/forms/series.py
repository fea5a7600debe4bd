"""Booking a space again and again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import BEIJING
from commons.scheduling.spans import Span
from institutions.forms.bookings import TimesForm
from institutions.models import Institution, Series, Space
from institutions.services.series import Plan

MOST_TIMES = 53


class RepeatForm(TimesForm):
    """The first time, how often it repeats, and for which institution; sent by GET, because it only tries out."""

    every = forms.ChoiceField(
        label=_("Repeats"), choices=Series.Every.choices, initial=Series.Every.WEEK, widget=forms.RadioSelect
    )
    count = forms.IntegerField(
        label=_("How many times"), help_text=_("The first time counts too; 53 at most."), min_value=2,
        max_value=MOST_TIMES, initial=10,
    )  # fmt: skip
    institution = forms.ChoiceField(label=_("For which institution"))

    def __init__(
        self, *args: Any, space: Space, institutions: Sequence[Institution], is_officer: bool, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, spaces=[space], **kwargs)
        self.space = space
        self.institutions = {str(one.pk): one for one in institutions}
        field = self.fields["institution"]
        assert isinstance(field, forms.ChoiceField)
        named = [(key, str(one.name)) for key, one in self.institutions.items()]
        field.choices = [("", _("For the district itself")), *named] if is_officer else named
        field.required = not is_officer
        if len(named) == 1 and not is_officer:
            field.initial, field.widget = named[0][0], forms.HiddenInput()
        self.fields["day"].label = _("First day")
        self.order_fields(["institution", "day", "starts", "ends", "every", "count", "people", "title"])

    def plan(self) -> Plan:
        """What should repeat."""
        given = self.cleaned_data
        institution = self.institutions.get(given["institution"])
        first = Span(*self.times())
        return Plan(self.space, institution, first, given["every"], given["count"], given["people"])

    def ticked(self, values: Sequence[str]) -> list[Span]:
        """The times that were ticked, in order, each as long as the first one; nonsense is left out."""
        length = self.plan().first.length
        moments = {moment for value in values[: 2 * MOST_TIMES] if (moment := _moment(value))}
        return [Span(moment, moment + length) for moment in sorted(moments)][:MOST_TIMES]


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(BEIJING) if moment.tzinfo and 2000 < moment.year < 2100 else None
