"""When somebody is there: their weekly hours, and exceptions to them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.dates import BEIJING
from commons.lib.forms import DayField, MomentField, RefusableForm
from commons.scheduling.forms import MIDNIGHT, WeeklyHoursForm, clock_field
from commons.scheduling.spans import Span

LONGEST = timedelta(days=366)


class WeekForm(WeeklyHoursForm):
    """The hours of a week, and from which day on they hold."""

    first = DayField(label=_("These hours hold from"))
    last = DayField(
        label=_("Until"), required=False, help_text=_("Empty: for good. After this day the present hours come back.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        kwargs["initial"] = {"first": today}
        super().__init__(*args, **kwargs)

    def clean_first(self) -> date:
        """What has passed is not changed: it says when somebody was there."""
        first: date = self.cleaned_data["first"]
        if first < self.today:
            raise forms.ValidationError(_("This day is over. Hours hold from today on, or from a later day."))
        return first

    def clean(self) -> dict[str, Any]:
        """The hours are in order, and the last day is not before the first."""
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day comes before the first one."))
        return given


class ExceptionForm(RefusableForm):
    """Away for a while, or there in addition."""

    kind = forms.ChoiceField(
        label=_("What is different?"),
        choices=[
            ("away", _("Away: leave, illness, other duties")),
            ("there", _("There in addition, also on a holiday")),
        ],
        initial="away",
        widget=forms.RadioSelect,
    )
    first = DayField(label=_("First day"))
    starts = clock_field(
        label=pgettext_lazy("time of day", "From"), required=False, help_text=_("Empty: from the morning on.")
    )
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    ends = clock_field(
        label=pgettext_lazy("time of day", "To"), required=False, help_text=_("Empty: until the end of the day.")
    )
    reason = forms.CharField(
        label=_("Reason, for staff only"), max_length=200, required=False,
        help_text=_("Clients never see it."),
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, leave_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if leave_only:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """It ends after it starts, is not over yet, and lasts a year at most."""
        given = super().clean() or self.cleaned_data
        first = given.get("first")
        if first is None or "last" in self.errors:
            return given
        last = given.get("last") or first
        starts, ends = given.get("starts") or MIDNIGHT, given.get("ends") or MIDNIGHT
        if given.get("kind") == "there" and not (given.get("starts") and given.get("ends")):
            self.add_error(
                "ends" if given.get("starts") else "starts", _("Say from when until when the person is there.")
            )
        elif last < first or (last == first and ends != MIDNIGHT and ends <= starts):
            self.add_error("last" if last < first else "ends", _("The end comes after the start."))
        elif last - first > LONGEST:
            self.add_error("last", _("A year at most: change the weekly hours instead."))
        elif _end(last, ends) <= self.at:
            self.add_error("last" if given.get("last") else "first", _("This is over already."))
        else:
            given["during"] = Span(_moment(first, starts), _end(last, ends))
        return given

    @property
    def opens(self) -> bool:
        """Whether the person is there in addition."""
        return bool(self.cleaned_data.get("kind") == "there")


class MoveForm(forms.Form):
    """To which time an appointment is moved."""

    starts_at = MomentField(error_messages={"required": _("Choose a time."), "invalid": _("Choose a time.")})


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=BEIJING)


def _end(day: date, clock: time) -> datetime:
    """The end of the stretch; 00:00 is the midnight after the day."""
    return _moment(day + timedelta(days=clock == MIDNIGHT), clock)
