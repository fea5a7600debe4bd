"""What staff write about their communities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.lib.forms import MomentField, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from commons.translations.forms import TranslatedForm
from communities.access import is_manager
from communities.models import Community, Notice, StaffMembership, Venue


def spoken_choices() -> list[tuple[str, str]]:
    """The languages that staff may speak, in the words of the page's language."""
    return [(code, language_name(code)) for code in SPOKEN_HERE]


class CommunityForm(RefusableForm, TranslatedForm[Community]):
    """What a community says of itself, and how it is reached. What concerns the whole district is for managers."""

    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=spoken_choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Community
        translated = ("name", "area", "summary", "description", "office_hours")
        fields = ("phone", "email", "spoken", "is_talent_community", "is_listed")

    def __init__(self, *args: Any, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_manager(editor):
            del self.fields["is_talent_community"], self.fields["is_listed"]


class VenueForm(RefusableForm, TranslatedForm[Venue]):
    """A venue as residents find it and taxi drivers read it."""

    class Meta:
        model = Venue
        translated = ("name", "directions", "access_note")
        fields = ("address_zh", "latitude", "longitude", "is_step_free", "phone")
        widgets = {
            "latitude": forms.TextInput(attrs={"inputmode": "decimal"}),
            "longitude": forms.TextInput(attrs={"inputmode": "decimal"}),
        }
        help_texts = {
            "latitude": _("As GPS devices give it (WGS-84), for example 37.421000."),
            "longitude": _("As GPS devices give it (WGS-84), for example 122.171000."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address_zh"].widget.attrs["lang"] = "zh-Hans"


class NoticeForm(RefusableForm, TranslatedForm[Notice]):
    """A notice's texts. Whether it is urgent is for managers to say: it then stands on top of every page."""

    class Meta:
        model = Notice
        translated = ("title", "body")
        fields = ("is_urgent",)

    def __init__(self, *args: Any, editor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_manager(editor):
            del self.fields["is_urgent"]


class PublishForm(RefusableForm):
    """When a notice comes out, and when it is taken down."""

    when = forms.ChoiceField(
        label=_("When should residents see it?"),
        choices=[("now", _("Now")), ("later", _("Later"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    publish_at = MomentField(
        label=_("Publish at"), help_text=_("Beijing time; only if you chose “Later”."), required=False
    )
    expires_at = MomentField(
        label=_("Take down at"),
        help_text=_("Leave it empty to keep the notice until you take it down."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Want a time for a later publication, and forget it for one at once."""
        answers = super().clean() or self.cleaned_data
        if answers.get("when") == "now":
            answers["publish_at"] = None
        elif "publish_at" in answers and answers["publish_at"] is None:
            self.add_error("publish_at", forms.ValidationError(_("Say when to publish it."), code="required"))
        return answers


class StaffForm(RefusableForm):
    """A person to work for the community."""

    email = forms.EmailField(
        label=_("E-mail address of the account"),
        help_text=_("The person needs an account of the portal first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class MembershipForm(TranslatedForm[StaffMembership]):
    """What a member of staff helps with, and whether residents read their name."""

    class Meta:
        model = StaffMembership
        translated = ("duty",)
        fields = ("is_contact",)
