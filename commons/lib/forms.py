"""Form manners that all apps share."""

from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commons.lib.errors import Refusal


class PlainSelect(forms.Select):
    """A list of choices without groups, written in one go: Django's own renders two templates for every choice."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: object = None,  # noqa: ARG002
    ) -> SafeString:
        """The list, with the choice that was made."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, SafeString(" selected" if str(code) in chosen else ""), label) for code, label in self.choices),
        )
        whole = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(whole), options)


FIRST_YEAR, LAST_YEAR = 1900, 2100
"""What a person may mean. At the ends of the calendar a day more, or another zone's clock, is no day at all."""


class DayField(forms.DateField):
    """A day, by the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """The day that was typed. Refuses one out of all proportion as it refuses what is no day."""
        return _in_proportion(super().to_python(value), self)


class MomentField(forms.DateTimeField):
    """A day and a time in Beijing, by the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """The moment that was typed, aware. Refuses one out of all proportion as it refuses what is no moment."""
        return _in_proportion(super().to_python(value), self)


Moment = TypeVar("Moment", date, datetime)


def _in_proportion(given: Moment | None, field: forms.Field) -> Moment | None:
    if given is not None and not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise forms.ValidationError(field.error_messages["invalid"], code="invalid")
    return given


def offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class RefusableForm(forms.Form):
    """A form that can show a service's refusal above its fields."""

    refusal: Refusal | None = None

    def add_refusal(self, refusal: Refusal) -> None:
        """Show the refusal as an error of the whole form; the page prints its advice beside it."""
        self.refusal = refusal
        self.add_error(None, forms.ValidationError(str(refusal), code=refusal.code))
