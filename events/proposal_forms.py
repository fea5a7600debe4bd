"""What institutions write about an activity that they propose, and what those who decide write."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import BEIJING
from commons.lib.forms import DayField, RefusableForm
from commons.lib.languages import SPOKEN_HERE, Language, language_name, suffix
from commons.translations.forms import TranslatedForm
from communities.models import Community
from events.desk_forms import CallOffForm
from events.models import Proposal
from institutions.models import Institution, Space

if TYPE_CHECKING:
    from commons.accounts.models import User

LONG = ("summary", "description")


def spoken_choices() -> list[tuple[str, str]]:
    """The languages of activities, in the words of the page's language."""
    return [(code, language_name(code)) for code in SPOKEN_HERE]


def time_input() -> forms.TimeInput:
    """A time of day, by the browser's own picker."""
    return forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")


class ProposalTextsForm(RefusableForm, TranslatedForm[Proposal]):
    """What the activity is, in three languages."""

    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=spoken_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    known_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Proposal
        translated = ("title", "summary", "description")
        fields = ("kind", "spoken", "needs_registration", "remarks")
        widgets = {"remarks": forms.Textarea(attrs={"rows": 3})}
        labels = {"remarks": _("What those who decide should know")}
        help_texts = {
            "needs_registration": _("There are as many places as people come. Otherwise everybody may simply come."),
            "remarks": _("For example what you bring along, or whom we can ask. It is not published."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LONG:
            for code in Language.values:
                field = self.fields[f"{name}_{suffix(code)}"]
                rows = 2 if name == "summary" else 5
                field.widget = forms.Textarea(attrs={"rows": rows, "lang": field.widget.attrs["lang"]})
        if self.instance.pk:
            self.initial["known_at"] = self.instance.changed_at.isoformat()

    def clean(self) -> dict[str, Any] | None:
        """Want the title and the sentence about it in the same language: residents read them together."""
        cleaned = super().clean()
        given = {name: [code for code in Language.values if self._given(name, code)] for name in ("title", "summary")}
        if all(given.values()) and not set(given["title"]) & set(given["summary"]):
            message = _("Write the title and the sentence in the same language.")
            self.add_error(f"summary_{suffix(given['title'][0])}", forms.ValidationError(message, code="apart"))
        return cleaned

    def clean_known_at(self) -> datetime | None:
        """The moment of the last change that the person had seen; None for a new one, or for nonsense."""
        try:
            return datetime.fromisoformat(self.cleaned_data["known_at"])
        except ValueError:
            return self.instance.changed_at if self.instance.pk else None

    def _given(self, name: str, code: str) -> str:
        return str(self.cleaned_data.get(f"{name}_{suffix(code)}") or "")


class SpaceChoice(forms.ModelChoiceField[Space]):
    """A space by its name, with how many people it holds."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as `The hall (up to 80 people)`."""
        return _("%(name)s (up to %(n)d people)") % {"name": obj.name, "n": obj.capacity}


class ProposalForm(ProposalTextsForm):
    """A new proposal: for which institution, in which room, when, and for how many people."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=None)
    space = SpaceChoice(Space.objects.none(), label=_("Room or hall"))
    day = DayField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=time_input())
    ends = forms.TimeField(label=_("Until"), widget=time_input())
    people = forms.IntegerField(label=_("How many people can come"), min_value=1, max_value=10_000)

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institution, space = self.fields["institution"], self.fields["space"]
        assert isinstance(institution, forms.ModelChoiceField)
        assert isinstance(space, forms.ModelChoiceField)
        institution.queryset = Institution.objects.filter(pk__in=[one.pk for one in institutions])
        if len(institutions) == 1:
            institution.initial, institution.widget = institutions[0], forms.HiddenInput()
        space.queryset = Space.objects.bookable().exclude(kind=Space.Kind.DESK)

    def room(self) -> dict[str, Any]:
        """Which room when, and for how many, as the service takes it. An end of 00:00 is midnight after the day."""
        answers = self.cleaned_data
        starts_at = datetime.combine(answers["day"], answers["starts"], tzinfo=BEIJING)
        ends_at = datetime.combine(answers["day"], answers["ends"], tzinfo=BEIJING)
        return {"space": answers["space"], "starts_at": starts_at, "ends_at": ends_at, "people": answers["people"]}


class ApproveForm(RefusableForm):
    """In which community's calendar the activity appears."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community in whose calendar it appears"), empty_label=None
    )
    known_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: Proposal, decider: "User", is_officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Community.objects.all() if is_officer else Community.objects.staffed_by(decider)
        field.initial = proposal.community
        self.fields["known_at"].initial = proposal.changed_at.isoformat()

    def clean_known_at(self) -> datetime | None:
        """What the person saw; None when it is missing or nonsense."""
        try:
            return datetime.fromisoformat(self.cleaned_data["known_at"])
        except ValueError:
            return None


class DeclineForm(RefusableForm):
    """Why not, in words for the institution."""

    reason = forms.CharField(
        label=_("Reason that the institution reads"),
        help_text=_("Best in the language of the institution. Say what could be done instead."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class CallOffProposalForm(CallOffForm):
    """Why the activity is cancelled, as it is told to everyone; the room is given back with it."""

    sure = forms.BooleanField(label=_("Yes, cancel the activity, give the room back and tell everyone listed here"))
