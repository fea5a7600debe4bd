"""Form manners that all apps share."""

from typing import Any

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


def day_input() -> forms.DateInput:
    """A day, by the browser's own picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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
