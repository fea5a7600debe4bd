"""What a clerk writes about a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from commons.accounts.forms.fields import NameField
from commons.accounts.names import refuse_odd_name, tidy_name
from commons.lib.countries import country_names
from commons.lib.forms import PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, Language, language_name
from legal_services.models import Person

MOST_NAMES = 12


def spoken_choices() -> list[tuple[str, str]]:
    """The languages that people are asked about, by their names in the page's language."""
    return [("", str(_("Not asked"))), *((code, language_name(code)) for code in SPOKEN_HERE)]


def country_choices() -> list[tuple[str, str]]:
    """Countries and regions; nothing is chosen at first."""
    return [("", str(_("Not asked"))), *country_names().items()]


class PersonForm(RefusableForm):
    """A person by every spelling of their name, with what tells people of one name apart."""

    name = NameField(label=_("Full name"), max_length=150)
    other_names = forms.CharField(
        label=_("Other spellings"), required=False, max_length=2000,
        help_text=_("In other scripts, or as written in a passport. One a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    phone = PhoneNumberField(
        label=_("Phone"), required=False, region="CN",
        help_text=_("From another country: with + and the country code."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language spoken"), required=False, choices=spoken_choices, widget=PlainSelect)
    writes = forms.ChoiceField(label=_("Language of messages"), choices=Language.choices, widget=PlainSelect)
    country = forms.ChoiceField(
        label=_("Country or region"), required=False, choices=country_choices, widget=PlainSelect
    )
    document_number = forms.CharField(
        label=_("Number of an identity document"), required=False, max_length=60,
        help_text=_("The number itself is not kept: it only helps to notice that somebody is known already."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_other_names(self) -> list[str]:
        """Each spelling once, tidied, and checked as the name is."""
        lines = [tidy_name(line) for line in self.cleaned_data["other_names"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST_NAMES or any(len(name) > 150 for name in names):
            raise forms.ValidationError(_("At most 12 spellings, each of 150 letters at most."))
        for name in names:
            refuse_odd_name(name)
        return names

    def answers(self) -> dict[str, Any]:
        """What the services take, with an empty phone as an empty text."""
        return {**self.cleaned_data, "phone": self.cleaned_data["phone"] or ""}

    @classmethod
    def about(cls, person: Person, spellings: list[str]) -> dict[str, Any]:
        """What is known, as the form begins with it."""
        others = [name for name in spellings if name != person.name]
        return {
            "name": person.name, "other_names": "\n".join(others), "phone": person.phone, "email": person.email,
            "language": person.language, "writes": person.writes, "country": person.country.code,
        }  # fmt: skip


class MergeForm(RefusableForm):
    """Which of the two is shown from now on, and why they are one."""

    keep = forms.ChoiceField(label=_("Which one is shown from now on"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("How you know that they are one person"), max_length=250)

    def __init__(self, *args: Any, people: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keep"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(person.reference, f"{person.name} · {person.reference}") for person in people]
        field.initial = min(people, key=lambda person: person.pk).reference
