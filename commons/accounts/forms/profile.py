"""The person's own particulars, and the end of an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.accounts.forms.fields import NameField, PhoneField
from commons.accounts.models import User
from commons.lib.countries import country_names
from commons.lib.forms import RefusableForm
from commons.lib.languages import OWN_NAMES


class ProfileForm(forms.ModelForm[User]):
    """What the portal should know: names as the person writes them, the language for messages, how to call."""

    full_name = NameField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As you write it yourself, in any script."),
    )
    called = NameField(
        label=_("What should we call you?"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("For greetings and name badges, if not by the full name."),
    )
    local_name = NameField(
        label=_("Name in local script"),
        max_length=150,
        required=False,
        help_text=_("For example your Chinese name, if staff here know you by it."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=list(OWN_NAMES.items()),
        widget=forms.RadioSelect,
        help_text=_("For every message, and for these pages after you save."),
    )

    field_order = ("full_name", "called", "local_name", "language", "phone", "country")

    class Meta:
        model = User
        fields = ("full_name", "called", "local_name", "language", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = PhoneField(
            label=_("Phone"),
            required=False,
            region=self.instance.country.code or "CN",
            help_text=_("Only staff of activities that you registered for see it."),
        )
        if self.instance.phone:
            self.initial["phone"] = self.instance.phone
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region you come from"),
            choices=[("", "—"), *country_names().items()],
            required=False,
        )
        self.order_fields(self.field_order)

    def save(self, commit: bool = True) -> User:
        """Save the particulars, the phone number among them."""
        self.instance.phone = self.cleaned_data["phone"] or ""
        return super().save(commit)


class EraseForm(RefusableForm):
    """The last word before an account is erased."""

    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick the box if you want to erase your account.")},
    )
