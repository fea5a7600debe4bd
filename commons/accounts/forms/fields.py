"""Fields about people, and the manners of allauth's forms here."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import REGION_CODE_TO_COUNTRY_CODE, PrefixChoiceField, SplitPhoneNumberField
from phonenumber_field.widgets import PhoneNumberPrefixWidget

from commons.accounts.names import refuse_odd_name, tidy_name
from commons.lib.countries import country_names

PASSWORD_MAX_LENGTH = 256


class NameField(forms.CharField):
    """A name in any script: tidied, and refused when it hides something."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("validators", [refuse_odd_name])
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class PlainFields:
    """Gives allauth's forms the portal's labels, drops placeholders that only repeat them, bounds what is typed."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, WORDS.get(name, field.label))
            field.help_text = self.hints.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = str(PASSWORD_MAX_LENGTH)
                field.validators.append(MaxLengthValidator(PASSWORD_MAX_LENGTH))
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}
                field.validators.append(MaxLengthValidator(40))


WORDS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
}
PASSWORD_HINT = _("At least 10 characters, and not one that others would guess.")


def region_choices() -> list[tuple[str, str]]:
    """Every region that has a calling code, in the active language, those of most residents first."""
    codes = REGION_CODE_TO_COUNTRY_CODE
    named = [(code, f"{name} +{codes[code]}") for code, name in country_names().items() if code in codes]
    return [("", gettext("Region")), *named]


class PhoneInput(PhoneNumberPrefixWidget):
    """A region and a number; without a number, the region that is likely."""

    region: str | None = None

    def decompress(self, value: Any) -> list[str | None]:
        return super().decompress(value) if value else [self.region, None]


class PhoneField(SplitPhoneNumberField):
    """A phone number from anywhere: the region is picked, the rest is typed as at home; kept as E.164.

    The region that is likely stays chosen where a form says that there is no number yet.
    """

    widget = PhoneInput
    default_error_messages = {
        "invalid": _("Choose the region of the number, or begin it with + and the code of the country.")
    }

    def __init__(self, *, region: str | None = None, **options: Any) -> None:
        super().__init__(region=region, **options)
        self.widget.region = region

    def prefix_field(self) -> forms.ChoiceField:
        field = PrefixChoiceField(choices=region_choices())
        field.widget.attrs |= {"autocomplete": "tel-country-code", "aria-label": gettext("Region of the phone number")}
        return field

    def number_field(self) -> forms.CharField:
        number = super().number_field()
        number.max_length = 30
        number.widget.attrs |= {"autocomplete": "tel-national", "inputmode": "tel", "maxlength": "30"}
        number.widget.attrs["aria-label"] = gettext("Phone")
        return number

    def invalid_error_message(self) -> str:
        return gettext("This is not a phone number of that region. An example: {example_number}")


def link_to_notice(url: str, version: str) -> SafeString:
    """The way to the privacy notice that a consent box speaks of; it opens beside the form, so that nothing is lost."""
    words = gettext("Read the privacy notice (version {version})").format(version=version)
    return format_html('<a href="{}" target="_blank">{}</a>', url, words)
