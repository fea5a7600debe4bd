"""What somebody looks for among the spaces: said in a sentence, or filled in field by field."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from commons.lib.dates import day_in_beijing, format_day, format_time
from commons.lib.forms import DayField, PlainSelect
from institutions.asking import Wanted, read
from institutions.finding import DEFAULT_MINUTES, Wish
from institutions.lengths import in_hours
from institutions.models import Equipment, Space

LONGEST = 200
MOST_PEOPLE = 9999
LENGTHS = (30, 60, 90, 120, 180, 240, 480)
MANY = ("equipment",)


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "step": "1800"}, format="%H:%M")


class FindForm(forms.Form):
    """The fields; each may be left empty. `forgiving` leaves out what makes no sense, as if it had not been asked."""

    people = forms.IntegerField(
        label=_("People"), required=False, min_value=1, max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    day = DayField(label=_("Day"), required=False)
    starts = forms.TimeField(label=pgettext_lazy("time of day", "From"), required=False, widget=_clock())
    ends = forms.TimeField(label=pgettext_lazy("time of day", "To"), required=False, widget=_clock())
    minutes = forms.TypedChoiceField(
        label=_("How long at least"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a space", "Kind"), required=False, choices=[("", _("All")), *Space.Kind.choices],
        widget=PlainSelect,
    )  # fmt: skip
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), required=False, choices=Equipment.choices, widget=forms.CheckboxSelectMultiple
    )
    step_free = forms.BooleanField(label=_("Step-free"), required=False)
    hearing_loop = forms.BooleanField(label=_("Hearing loop"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lengths = self.fields["minutes"]
        if isinstance(lengths, forms.TypedChoiceField):
            lengths.choices = [("", _("An hour")), *((number, in_hours(number)) for number in self._lengths())]

    def clean(self) -> dict[str, Any]:
        """An end before the start is none."""
        given = super().clean() or self.cleaned_data
        if given.get("starts") and given.get("ends") and time(0) != given["ends"] <= given["starts"]:
            given["ends"] = None
        return given

    def _lengths(self) -> list[int]:
        """The lengths to choose from, with the one that was said in a sentence."""
        said = str(self.data.get("minutes", "")) if self.is_bound else ""
        return sorted({*LENGTHS, int(said)} if said.isdecimal() and 0 < int(said[:5]) <= 1440 else set(LENGTHS))

    @classmethod
    def forgiving(cls, asked: QueryDict) -> Self:
        """The form with what it understands of the query."""
        given = {name: asked.getlist(name) if name in MANY else asked.get(name, "") for name in cls.base_fields}
        return cls._understood(given)

    @classmethod
    def of_sentence(cls, wanted: Wanted) -> Self:
        """The form filled with what was understood of a sentence."""
        return cls._understood(_filled(wanted))

    @classmethod
    def _understood(cls, given: Mapping[str, Any]) -> Self:
        first = cls(given)
        if first.is_valid():
            return first
        form = cls({name: value for name, value in given.items() if name not in first.errors})
        form.full_clean()
        return form

    @property
    def applied(self) -> dict[str, Any]:
        """What was asked for, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wish(self) -> Wish:
        """What to look for."""
        given = dict(self.applied)
        return Wish(**given | {"equipment": frozenset(given.get("equipment", ())), "people": given.get("people", 1)})

    def more(self) -> list[forms.BoundField]:
        """The fields in a row."""
        return [self[name] for name in ("day", "starts", "ends", "minutes", "people", "kind")]

    def ticks(self) -> list[forms.BoundField]:
        """The fields that are on or off."""
        return [self["step_free"], self["hearing_loop"]]

    def removable(self) -> list[tuple[str, str]]:
        """Each thing that was asked for in words, with the query that is left without it."""
        words: list[tuple[str, str]] = []
        for name, value in self.applied.items():
            if name in MANY:
                labels = dict(Equipment.choices)
                words += [(str(labels[one]), self.query(equipment=[x for x in value if x != one])) for one in value]
            elif name != "ends" or "starts" not in self.applied:
                gone = {"starts": "", "ends": ""} if name in {"starts", "ends"} else {name: ""}
                words.append((self._word(name, value), self.query(**gone)))
        return words

    def query(self, **changed: Any) -> str:
        """The query that asks the same, but for what is changed; an empty value takes it off."""
        values = {**{name: _written(value) for name, value in self.applied.items()}, **changed}
        return f"?{urlencode({name: value for name, value in values.items() if value}, doseq=True)}"

    def _word(self, name: str, value: Any) -> str:
        if name == "people":
            return ngettext("%(number)d person", "%(number)d people", value) % {"number": value}
        if name == "day":
            return format_day(value)
        if name in {"starts", "ends"}:
            return self._times()
        if name == "minutes":
            return in_hours(value)
        if name == "kind":
            return str(Space.Kind(value).label)
        return str(self.fields[name].label)

    def _times(self) -> str:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return f"{format_time(starts) if starts else ''}–{format_time(ends) if ends else ''}"


def understand(sentence: str, at: datetime) -> tuple[FindForm, Wanted]:
    """The form that a sentence fills in, and what was understood of it."""
    wanted = read(sentence[:LONGEST], today=day_in_beijing(at))
    return FindForm.of_sentence(wanted), wanted


def _filled(wanted: Wanted) -> dict[str, Any]:
    """The values of the fields; a time that is said exactly has an end, so that nothing later is offered for it."""
    starts, ends, minutes = wanted.starts, wanted.ends, wanted.minutes
    if wanted.is_exact and starts:
        if ends is None:
            ends = _later(starts, minutes or DEFAULT_MINUTES)
        elif minutes is None:
            minutes = _minutes(ends) - _minutes(starts)
    return {
        "people": wanted.people or "", "day": _written(wanted.day), "starts": _written(starts), "ends": _written(ends),
        "minutes": minutes or "", "kind": wanted.kind, "equipment": sorted(wanted.equipment),
        "step_free": "on" if wanted.step_free else "", "hearing_loop": "on" if wanted.hearing_loop else "",
    }  # fmt: skip


def _later(clock: time, minutes: int) -> time:
    moment = datetime.combine(date(2000, 1, 1), clock) + timedelta(minutes=minutes)
    return moment.time() if moment.day == 1 else time(0)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _written(value: Any) -> Any:
    """A value as a query says it."""
    if value is True:
        return "on"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value or ""
