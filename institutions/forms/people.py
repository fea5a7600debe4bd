"""What is asked around those who act for an institution."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.forms import PlainSelect, RefusableForm
from commons.lib.languages import OWN_NAMES
from institutions.models import Member


class RepresentativeForm(RefusableForm):
    """Whom officers invite to represent an institution, and in which language they write."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the address to which the invitation goes.")},
        help_text=_("Make sure, from the contract or by telephone, that the institution wants this person."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the message"), choices=list(OWN_NAMES.items()), widget=PlainSelect
    )


class InviteForm(RefusableForm):
    """Whom to write to, as what, and in which language."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the address to which the invitation goes.")},
    )  # fmt: skip
    duty = forms.ChoiceField(
        label=pgettext_lazy("in an institution", "Part"), choices=Member.Duty.choices, initial=Member.Duty.COLLEAGUE,
        widget=forms.RadioSelect,
        help_text=_("Colleagues fill in, add documents and book rooms. Representatives also submit, sign and invite."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the message"), choices=list(OWN_NAMES.items()), widget=PlainSelect
    )
