"""What a client is asked about an appointment that is booked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.documents.forms import UploadField
from commons.lib.forms import RefusableForm


class FilesForm(RefusableForm):
    """Papers for the adviser."""

    files = UploadField(label=_("Add files"))  # type: ignore[assignment]


class FindForm(RefusableForm):
    """Which appointment, and the address to which its link goes."""

    reference = forms.CharField(
        label=_("Appointment reference"),
        max_length=30,
        help_text=_("For example A-7KQ4-2M9X: it is in every message about the appointment."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Give the reference of the appointment.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you gave with the appointment."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Give the e-mail address that you gave with the appointment.")},
    )
