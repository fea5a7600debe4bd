"""What staff write about a matter: its kind and adviser, who stands in it, notes, decisions, files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.documents.forms import UploadField
from commons.lib.forms import PlainSelect, RefusableForm, offer
from legal_services.models import Assignment, MatterNote, MatterRole, Practitioner, Service, Topic

TASKS = {Assignment.Task.ADVISES: "advises", Assignment.Task.INTERPRETS: "interprets"}
MOST_LETTERS = 20_000


class MatterForm(RefusableForm):
    """A new matter of a client. `topics` and `practitioners` are read once for the page."""

    kind = forms.ChoiceField(label=_("Service"), choices=Service.Kind.choices, widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=PlainSelect)
    adviser = forms.ChoiceField(label=_("Adviser or mediator"), required=False, widget=PlainSelect)

    def __init__(
        self, *args: Any, topics: Iterable[Topic], practitioners: Iterable[Practitioner], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {topic.slug: topic for topic in topics}
        self.practitioners = {str(one.pk): one for one in practitioners}
        offer(self, "topic", [("", _("Not yet known")), *((slug, str(one)) for slug, one in self.topics.items())])
        people = [(key, one.name) for key, one in self.practitioners.items() if one.advises or one.mediates]
        offer(self, "adviser", [("", _("Nobody yet")), *people])

    def clean(self) -> dict[str, Any]:
        """A topic belongs to the service that it is a topic of."""
        answers = super().clean() or self.cleaned_data
        topic = self.topics.get(answers.get("topic", ""))
        if topic and answers.get("kind") not in topic.kinds:
            self.add_error("topic", _("This topic belongs to another service."))
        return answers

    def answers(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "topic": self.topics.get(given["topic"]),
            "adviser": self.practitioners.get(given["adviser"]),
        }


class RoleForm(RefusableForm):
    """Where somebody stands in a matter."""

    role = forms.ChoiceField(label=_("Role in the matter"), choices=MatterRole.Role.choices, widget=forms.RadioSelect)


class HandOverForm(RefusableForm):
    """Who takes the matter over, and why."""

    practitioner = forms.ChoiceField(label=_("Who takes it over"), widget=PlainSelect)
    reason = forms.CharField(label=_("Why"), max_length=250)

    def __init__(self, *args: Any, practitioners: Iterable[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practitioners = {str(one.pk): one for one in practitioners}
        offer(self, "practitioner", [("", _("Choose")), *((key, one.name) for key, one in self.practitioners.items())])

    @property
    def chosen(self) -> Practitioner:
        """Whoever was chosen."""
        return self.practitioners[self.cleaned_data["practitioner"]]


class InterpreterForm(HandOverForm):
    """Who interprets in the matter."""

    practitioner = forms.ChoiceField(label=_("Interpreter"), widget=PlainSelect)
    reason = forms.CharField(label=_("Why"), max_length=250, required=False, widget=forms.HiddenInput)


class RevealForm(RefusableForm):
    """Why somebody reads what was told."""

    reason = forms.CharField(
        label=_("Why you read it now"), max_length=250,
        help_text=_("Kept in the access log: write nothing confidential. For example: preparing Monday’s meeting."),
    )  # fmt: skip


class NoteForm(RefusableForm):
    """What was told, or what was advised."""

    kind = forms.ChoiceField(
        label=_("Kind of note"), choices=MatterNote.Kind.choices, widget=forms.RadioSelect,
        initial=MatterNote.Kind.ADVICE,
    )  # fmt: skip
    text = forms.CharField(label=_("Note"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 8}))


class AskForm(RefusableForm):
    """Why a matter should go on in spite of a possible conflict of interest."""

    reason = forms.CharField(
        label=_("Why there is no conflict, or why you go on all the same"), max_length=1000,
        help_text=_("A second person reads it and decides. Do not write what the matter is about."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DocumentForm(RefusableForm):
    """Files for a matter."""

    documents = UploadField()
    is_for_client = forms.BooleanField(label=_("For the client: they may open it under “My matters”"), required=False)
