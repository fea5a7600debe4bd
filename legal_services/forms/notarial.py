"""What clerks write about notarial cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.countries import country_names
from commons.lib.forms import DayField, PlainSelect, RefusableForm
from legal_services.models import NotarialAct, NotarialPause

MOST_ASKED = 12
LONGEST_ASKED = 250


def countries() -> list[tuple[str, str]]:
    """Every country and region in the page's language, the frequent ones first."""
    return [("", "—"), *country_names().items()]


class NewCaseForm(RefusableForm):
    """What is certified, for where, how often, by which office."""

    act = forms.ModelChoiceField(
        NotarialAct.objects.none(), label=_("Act"), to_field_name="slug", empty_label=None, widget=forms.RadioSelect
    )
    destination = forms.ChoiceField(
        label=_("Where it is used"), choices=countries, widget=PlainSelect,
        help_text=_("Act and destination decide the route and the papers."),
    )  # fmt: skip
    copies = forms.IntegerField(
        label=_("Copies"),
        min_value=1,
        max_value=50,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    office = forms.CharField(label=_("Notary office"), max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = NotarialAct.objects.filter(is_active=True)


class StepForm(RefusableForm):
    """On which day something happened."""

    on = DayField(label=_("Day"))
    note = forms.CharField(
        label=_("Note for staff"), max_length=250, required=False, help_text=_("The client does not see it.")
    )


class AcceptForm(StepForm):
    """The office has accepted the application."""

    office_number = forms.CharField(label=_("Number at the notary office"), max_length=60, required=False)

    field_order = ("on", "office_number", "note")


class EndForm(RefusableForm):
    """Why a case ends without a certificate."""

    on = DayField(label=_("Day"))
    note = forms.CharField(label=_("Why"), max_length=250, help_text=_("The client reads it on their page."))


class CollectForm(StepForm):
    """Who collected the certificate."""

    collected_by = forms.CharField(
        label=_("Collected by"), max_length=150, help_text=_("The client, or whoever brought the client’s authority.")
    )

    field_order = ("on", "collected_by", "note")


class PauseForm(StepForm):
    """Why the clock stops, and what is asked of the client."""

    reason = forms.ChoiceField(label=_("Why"), choices=NotarialPause.Reason.choices, widget=forms.RadioSelect)
    asked = forms.CharField(
        label=_("What the client is asked to add"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One paper a line, in the client’s language; they read it on their page."),
    )  # fmt: skip

    field_order = ("on", "reason", "asked", "note")

    def clean_asked(self) -> list[str]:
        """The lines that say something."""
        lines = [line.strip() for line in self.cleaned_data["asked"].splitlines() if line.strip()]
        if len(lines) > MOST_ASKED or any(len(line) > LONGEST_ASKED for line in lines):
            raise forms.ValidationError(
                _("At most %(most)d papers, of %(letters)d characters each."),
                params={"most": MOST_ASKED, "letters": LONGEST_ASKED},
            )
        return lines
