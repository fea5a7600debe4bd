"""Form manners that all apps share."""

from django import forms

from commons.lib.errors import Refusal


class RefusableForm(forms.Form):
    """A form that can show a service's refusal above its fields."""

    refusal: Refusal | None = None

    def add_refusal(self, refusal: Refusal) -> None:
        """Show the refusal as an error of the whole form; the page prints its advice beside it."""
        self.refusal = refusal
        self.add_error(None, forms.ValidationError(str(refusal), code=refusal.code))
