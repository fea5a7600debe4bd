"""What officers say of a space: its facts, and when it is closed; and the weekly hours that hold."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.dates import BEIJING
from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.scheduling.models import WeeklyRule
from commons.scheduling.spans import Span
from commons.translations.forms import TranslatedForm
from institutions.models import Equipment, Institution, Space

HALF_HOURS = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(0, 24 * 60 + 1, 30)]
STEPS = (15, 30, 60)
PAGES = frozenset({"add", "activities", "bookings", "feeds", "find", "series", "week"})
"""Words that stand in the place of a space's address."""


class SpaceForm(RefusableForm, TranslatedForm[Space]):
    """A space as its page shows it, and how it is booked."""

    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), choices=Equipment.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    step_minutes = forms.TypedChoiceField(
        label=capfirst(_("begins every so many minutes")), choices=[(step, step) for step in STEPS], coerce=int,
        widget=PlainSelect,
    )  # fmt: skip
    keeps_calendar = forms.BooleanField(
        label=_("Closed on public holidays, open on the working days that make up for them"), required=False
    )

    class Meta:
        model = Space
        translated = ("name", "summary", "rules", "door")
        fields = (
            "slug", "kind", "area", "capacity", "equipment", "is_step_free", "has_hearing_loop", "step_minutes",
            "least_minutes", "most_minutes", "before_minutes", "after_minutes", "lead_minutes", "days_ahead",
            "cancel_hours", "uses_hours", "needs_check_in", "assigned_to", "position", "is_active",
        )  # fmt: skip
        labels: ClassVar = {"position": capfirst(_("position"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assigned_to"]
        if isinstance(field, forms.ModelChoiceField):
            settled = Institution.objects.settled()
            field.queryset = settled | Institution.objects.filter(own_spaces=self.instance.pk or 0)
            field.empty_label = str(_("Shared by all"))
        if self.instance.pk:
            self.fields["keeps_calendar"].initial = self.instance.resource.follows_calendar
            # The address stays: it stands in messages and calendars.
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """Not a word that a page of the portal has for itself."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in PAGES:
            raise forms.ValidationError(_("This address belongs to a page of the portal."))
        return slug

    def numbers(self) -> list[BoundField]:
        """What is counted."""
        names = (
            "capacity", "step_minutes", "least_minutes", "most_minutes", "before_minutes", "after_minutes",
            "lead_minutes", "days_ahead", "cancel_hours", "position",
        )  # fmt: skip
        return [self[name] for name in names]

    def ticks(self) -> list[BoundField]:
        """What is so or not."""
        names = ("is_step_free", "has_hearing_loop", "keeps_calendar", "uses_hours", "needs_check_in", "is_active")
        return [self[name] for name in names]


class ClosingForm(RefusableForm):
    """When a space is closed, and why."""

    first = DayField(label=_("First day"))
    starts = forms.ChoiceField(
        label=pgettext_lazy("time of day", "From"), choices=[(clock, clock) for clock in HALF_HOURS[:-1]],
        initial="00:00", widget=PlainSelect,
    )  # fmt: skip
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    ends = forms.ChoiceField(
        label=pgettext_lazy("time of day", "To"), choices=[(clock, clock) for clock in HALF_HOURS[1:]],
        initial="24:00", widget=PlainSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Institutions whose bookings it touches read it.")
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        """It ends after it starts, is not over yet, and lasts a year at most."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last") or given.get("first")
        if not first or not last or "starts" not in given or "ends" not in given:
            return given
        starts_at, ends_at = _moment(first, given["starts"]), _moment(last, given["ends"])
        if ends_at <= starts_at:
            self.add_error("ends", _("The end comes after the start."))
        elif ends_at <= self.at:
            self.add_error("last" if given.get("last") else "first", _("This is over already."))
        elif last - first > timedelta(days=366):
            self.add_error("last", _("A year at most: take the space out of use instead."))
        else:
            given["during"] = Span(starts_at, ends_at)
        return given


def standing_rules(space: Space, today: date) -> list[WeeklyRule]:
    """The weekly hours that hold on the day."""
    return list(
        space.resource.weekly_rules.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)
    )


def _moment(day: date, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime.combine(day, time(0), tzinfo=BEIJING) + timedelta(hours=int(hours), minutes=int(minutes))
