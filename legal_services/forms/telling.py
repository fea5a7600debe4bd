"""What staff type so that a client can be told: a link for a video call, a note about a telephone call."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import RefusableForm
from legal_services.models.meeting_link import LONGEST, REFUSED


class MeetingLinkField(forms.URLField):
    """An address that opens over https; what is typed without a scheme is taken for one."""

    default_validators = [URLValidator(schemes=["https"], message=REFUSED)]

    def __init__(self, **options: Any) -> None:
        widget = forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"})
        super().__init__(
            required=False, max_length=LONGEST, assume_scheme="https", widget=widget,
            error_messages={"invalid": REFUSED}, **options,
        )  # fmt: skip


class AppointmentLinkForm(RefusableForm):
    """Where one client is met by video."""

    link = MeetingLinkField(label=_("Link for the video call"))

    def __init__(self, *args: Any, usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].help_text = (
            _("Leave it empty to meet where the adviser usually does.") if usual else _("It begins with https://.")
        )


class UsualLinkForm(RefusableForm):
    """Where an adviser usually meets clients by video."""

    link = MeetingLinkField(
        label=_("Link for video calls"),
        help_text=_("It begins with https://. Clients who are booked by video are told when it changes."),
    )


class CallForm(forms.Form):
    """What came of a call, in a few words; nobody has to say."""

    note = forms.CharField(label=_("Note"), max_length=200, required=False)
