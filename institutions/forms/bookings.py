"""Booking a space, changing a booking, and ending it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.dates import BEIJING
from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.scheduling.models import WeeklyRule
from institutions.models import Booking, Institution, Space

EARLIEST, LATEST = time(7), time(22)
"""The times offered for spaces without weekly hours."""
MIDNIGHT = "24:00"


def clock_choices(spaces: Iterable[Space]) -> list[tuple[str, str]]:
    """The times at which bookings of these spaces begin and end, within their weekly hours. One statement."""
    known = list(spaces)
    rules = WeeklyRule.objects.filter(resource__in=[space.resource_id for space in known])
    times = list(rules.values_list("starts", "ends"))
    first = min((starts for starts, _ends in times), default=EARLIEST)
    last = max((_minutes(ends) or 24 * 60 for _starts, ends in times), default=_minutes(LATEST))
    step = min((space.step_minutes for space in known), default=30)
    return [(_clock(minutes), _clock(minutes)) for minutes in range(_minutes(first), last + 1, step)]


class TimesForm(RefusableForm):
    """From when until when, on one day in Beijing; how many come, and what it is called."""

    day = DayField(label=_("Day"))
    starts = forms.ChoiceField(label=pgettext_lazy("time of day", "From"), widget=PlainSelect)
    ends = forms.ChoiceField(label=pgettext_lazy("time of day", "To"), widget=PlainSelect)
    people = forms.IntegerField(
        label=_("How many people come"), min_value=1, max_value=9999, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    title = forms.CharField(
        label=pgettext_lazy("of a booking", "Title"), max_length=120, required=False,
        help_text=_("Only your colleagues and the officers see it; others see that the space is taken."),
    )  # fmt: skip

    def __init__(self, *args: Any, spaces: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = clock_choices(spaces)
        for name in ("starts", "ends"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                said = str((self.data if self.is_bound else self.initial).get(name) or "")
                # A booking may stand at a time that was offered when it was made.
                extra = [(said, said)] if _is_clock(said) and (said, said) not in choices else []
                field.choices = sorted([*choices, *extra])

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        given = super().clean() or self.cleaned_data
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", _("The end comes after the start."))
        return given

    def times(self) -> tuple[datetime, datetime]:
        """The beginning and the end, as moments."""
        return self._moment(self.cleaned_data["starts"]), self._moment(self.cleaned_data["ends"])

    def _moment(self, clock: str) -> datetime:
        midnight = datetime.combine(self.cleaned_data["day"], time(0), tzinfo=BEIJING)
        hours, minutes = clock.split(":")
        return midnight + timedelta(hours=int(hours), minutes=int(minutes))


class BookForm(TimesForm):
    """A booking for one of one's institutions."""

    institution = forms.ModelChoiceField(label=_("For which institution"), queryset=Institution.objects.none())

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Institution.objects.filter(pk__in=[one.pk for one in institutions])
        if len(institutions) == 1:
            self.initial["institution"], field.widget = institutions[0].pk, forms.HiddenInput()
        self.order_fields(["institution", "day", "starts", "ends", "people", "title"])


class StaffBookForm(TimesForm):
    """A booking by an officer: for an institution, for the district itself, or for maintenance."""

    space = forms.ModelChoiceField(label=pgettext_lazy("to book", "Space"), queryset=Space.objects.none())
    purpose = forms.ChoiceField(
        label=_("What for"), choices=[(one.value, one.label) for one in Booking.Purpose], widget=forms.RadioSelect,
        initial=Booking.Purpose.MEETING,
    )  # fmt: skip
    institution = forms.ModelChoiceField(
        label=_("For which institution"), queryset=Institution.objects.none(), required=False,
        empty_label=_("For the district itself"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("space", Space.objects.in_use()), ("institution", Institution.objects.settled())):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        self.order_fields(["space", "purpose", "institution", "day", "starts", "ends", "people", "title"])

    def clean(self) -> dict[str, Any]:
        """Maintenance is the district's own."""
        given = super().clean()
        if given.get("purpose") == Booking.Purpose.MAINTENANCE and given.get("institution"):
            self.add_error("institution", _("Maintenance is for the district itself."))
        return given


class ChangeForm(TimesForm):
    """Another time or another space for a booking, and what it is called."""

    space = forms.ModelChoiceField(label=pgettext_lazy("to book", "Space"), queryset=Space.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Space.objects.filter(pk__in=[space.pk for space in kwargs["spaces"]])
        self.order_fields(["space", "day", "starts", "ends", "people", "title"])


class EndForm(RefusableForm):
    """Why officers cancel, in words for the institution."""

    reason = forms.CharField(
        label=_("Reason that the institution reads"), max_length=250, widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_of(booking: Booking) -> dict[str, Any]:
    """What a booking is now, as the fields of a form say it."""
    times = times_of(booking.starts_at, booking.ends_at)
    return {"space": booking.space_id, "people": booking.people, "title": booking.title} | times


def times_of(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """A time as the fields of a form say it; midnight at its end is 24:00."""
    starts, ends = starts_at.astimezone(BEIJING), ends_at.astimezone(BEIJING)
    last = MIDNIGHT if ends.date() > starts.date() else f"{ends:%H:%M}"
    return {"day": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": last}


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _is_clock(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    is_written = len(hours) == len(minutes) == 2 and hours.isdecimal() and minutes.isdecimal() and hours.isascii()
    return bool(colon) and is_written and minutes.isascii() and int(hours) * 60 + int(minutes) <= 24 * 60
