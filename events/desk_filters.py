"""How the desk narrows its lists: which activities, which registrations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language
from communities.models import Community
from events.models import Kind, Registration

if TYPE_CHECKING:
    from events.querysets import EventQuerySet, RegistrationQuerySet


class EventFilter(forms.Form):
    """Which activities the desk lists."""

    STAGES = [
        ("coming", _("Coming")),
        ("drafts", _("Drafts")),
        ("past", _("Past")),
        ("cancelled", _("Cancelled")),
    ]

    q = forms.CharField(label=_("Title, or a reference"), required=False, max_length=100)
    stage = forms.ChoiceField(choices=STAGES, required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(
        Community.objects.none(),
        label=_("Community"),
        required=False,
        to_field_name="slug",
        empty_label=_("All communities"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *Kind.choices], required=False)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communities
        # Read once for the page: for the choices, and to know whether there is anything to choose.
        self.communities = list(communities)
        field.choices = [("", _("All communities")), *((one.slug, str(one.name)) for one in self.communities)]

    @property
    def stage_name(self) -> str:
        """The stage that is shown; the coming ones unless another is asked for."""
        return self.cleaned_data.get("stage") or "coming"

    def narrowed(self, events: "EventQuerySet") -> "EventQuerySet":
        """The activities that fit everything but the stage."""
        self.is_valid()
        answers = self.cleaned_data
        if answers.get("q"):
            events = events.search_for(answers["q"])
        if answers.get("community"):
            events = events.filter(community=answers["community"])
        return events.of_kind(answers["kind"]) if answers.get("kind") else events


class RegistrationFilter(forms.Form):
    """Which registrations of an activity are listed."""

    q = forms.CharField(label=_("Name or reference"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("active", _("Active")), ("", _("All")), *Registration.State.choices],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("All")), *Language.choices], required=False)

    def found_in(self, registrations: "RegistrationQuerySet") -> "RegistrationQuerySet":
        """The registrations that fit, in the order in which they were made."""
        self.is_valid()
        answers = self.cleaned_data
        if answers.get("state") == "active":
            registrations = registrations.active()
        elif answers.get("state"):
            registrations = registrations.filter(state=answers["state"])
        if answers.get("language"):
            registrations = registrations.filter(resident__language=answers["language"])
        return registrations.named(answers["q"]) if answers.get("q") else registrations
