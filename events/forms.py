"""The forms that residents fill: what they look for, and who comes along."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.lib.filtering import ALL, FilterForm, search_field
from commons.lib.forms import PlainSelect, RefusableForm, offer
from commons.lib.languages import SPOKEN_HERE, language_name
from communities.models import Community
from events.models import Event, Kind, Registration
from events.querysets import When

NAME_LENGTH = 150
MOST_BUTTONS = 6
WHEN = [
    (When.TODAY.value, _("Today")),
    (When.WEEK.value, _("This week")),
    (When.WEEKEND.value, _("This weekend")),
    (When.MONTH.value, _("This month")),
]


def spoken_languages() -> list[tuple[str, Any]]:
    """The languages to look for, named in the language of the page."""
    return [ALL, *((code, language_name(code)) for code in SPOKEN_HERE)]


class CatalogueForm(FilterForm):
    """What a person looks for in the catalogue."""

    LISTS = ("when", "kind", "community", "language")
    TICKS = ("places", "accessible")

    q = search_field(_("What are you looking for?"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices], widget=PlainSelect)
    when = forms.ChoiceField(label=_("When"), required=False, choices=[ALL, *WHEN], widget=PlainSelect)
    community = forms.ChoiceField(label=_("Community"), required=False, widget=PlainSelect)
    language = forms.ChoiceField(
        label=_("Language spoken"), required=False, choices=spoken_languages, widget=PlainSelect
    )
    places = forms.BooleanField(label=_("With places left"), required=False)
    accessible = forms.BooleanField(label=_("Step-free"), required=False)

    def __init__(self, asked: Mapping[str, Any], communities: list[Community]) -> None:
        super().__init__(asked)
        offer(self, "community", [ALL, *((community.slug, community.name) for community in communities)])


class PartyField(forms.TypedChoiceField):
    """How many people come, the resident among them: a button for each number, or a list when there are many."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(
            choices=[(number, self.words(number)) for number in range(1, most + 1)],
            coerce=int,
            widget=forms.RadioSelect if most <= MOST_BUTTONS else forms.Select,
            **options,
        )

    @staticmethod
    def words(number: int) -> str:
        """Just me; 2 people; 3 people."""
        if number == 1:
            return str(_("Just me"))
        return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


class RegistrationForm(RefusableForm):
    """Who comes along to one activity, and that they may."""

    guest_names = forms.CharField(
        label=_("Names of the people you bring"),
        help_text=_("One name on each line, as on their passport or identity card. Leave it empty if you come alone."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    eligible = forms.BooleanField(
        label=_("Everyone I register meets these rules."),
        error_messages={"required": _("Please confirm that everyone you register meets the rules of this activity.")},
    )

    def __init__(self, *arguments: Any, event: Event, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.event = event
        if event.party_max > 1:
            self.fields["party"] = PartyField(
                event.party_max,
                label=_("How many people are you, yourself included?"),
                initial=1,
                error_messages={"required": _("Please say how many people you are.")},
            )
        if event.party_max == 1 or not event.asks_guest_names:
            del self.fields["guest_names"]
        if not event.asks_eligibility:
            del self.fields["eligible"]
        self.order_fields(["party", "guest_names", "eligible"])

    def clean_guest_names(self) -> list[str]:
        """The names, one a line, empty lines left out."""
        return [name for line in self.cleaned_data["guest_names"].splitlines() if (name := " ".join(line.split()))]

    def clean(self) -> dict[str, Any]:
        """As many names as people who come along, where names are asked."""
        cleaned = super().clean() or self.cleaned_data
        names, party = cleaned.get("guest_names"), cleaned.get("party", 1)
        if "guest_names" in self.fields and names is not None and len(names) != party - 1:
            self.add_error("guest_names", self._wrong_number(party - 1, len(names)))
        elif any(len(name) > NAME_LENGTH for name in names or []):
            self.add_error("guest_names", _("One of the names is too long."))
        return cleaned

    @staticmethod
    def _wrong_number(expected: int, given: int) -> str:
        if expected == 0:
            return str(_("You come alone: leave the names empty, or say how many people you are."))
        return ngettext(
            "Please give %(expected)d name, for the person who comes with you; there are %(given)d.",
            "Please give %(expected)d names, one for each person who comes with you; there are %(given)d.",
            expected,
        ) % {"expected": expected, "given": given}

    def answers(self) -> dict[str, Any]:
        """What the service that registers wants to know."""
        return {
            "party": self.cleaned_data.get("party", 1),
            "guest_names": self.cleaned_data.get("guest_names", []),
            "eligible": self.cleaned_data.get("eligible", False),
        }


class ReducePartyForm(RefusableForm):
    """How many people still come: fewer than before."""

    def __init__(self, *arguments: Any, registration: Registration, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["party"] = PartyField(
            registration.party - 1,
            label=_("How many people still come, yourself included?"),
            error_messages={"required": _("Please say how many people still come.")},
        )
