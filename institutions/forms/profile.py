"""What an institution says of itself, and what of it is shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import RefusableForm
from commons.translations.forms import TranslatedForm
from institutions.models import Institution, Shown


class ProfileForm(RefusableForm, TranslatedForm[Institution]):
    """Name and words in three languages, and how the institution is reached."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Institution
        translated = ("name", "about")
        fields = ("website", "email", "phone")


class ConsentForm(RefusableForm):
    """What the directory may show. Nothing is ticked beforehand."""

    is_listed = forms.BooleanField(
        label=_("The directory may name our institution, with its kind and its country"), required=False
    )
    shows = forms.MultipleChoiceField(
        label=_("It may also show"), choices=Shown.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is shown of an institution that is not named."""
        answers = super().clean() or self.cleaned_data
        if answers.get("shows") and not answers.get("is_listed"):
            self.add_error(
                "is_listed", forms.ValidationError(_("Without being named, nothing else can be shown."), code="unnamed")
            )
        return answers
