"""What officers write and choose while they review applications."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.lib.languages import OWN_NAMES, Language
from institutions.models import Application, Check, CheckItem, LetterTemplate, Paper, PaperKind, Task
from institutions.return_reasons import ReturnReason

if TYPE_CHECKING:
    from commons.accounts.models import User


NOBODY = "nobody"


class AssignForm(RefusableForm):
    """Who works on an application, and by when the officers will have acted."""

    owner = forms.ChoiceField(label=_("Officer"), widget=PlainSelect)
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, officers: "list[User]", with_day: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(one.pk): one for one in officers}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [(NOBODY, _("Nobody yet")), *((key, one.full_name) for key, one in self.officers.items())]
        if not with_day:
            del self.fields["due_on"]

    def clean_owner(self) -> "User | None":
        """The officer who was chosen."""
        return self.officers.get(self.cleaned_data["owner"])


class NoteForm(RefusableForm):
    """A word to the colleagues."""

    text = forms.CharField(
        label=_("Note for colleagues"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only officers read it. It cannot be changed or deleted."),
    )  # fmt: skip


class PaperForm(RefusableForm):
    """What an officer says of a document: accepted, or returned with a reason."""

    ACCEPT, RETURN = "accept", "return"

    verdict = forms.ChoiceField(
        label=_("The document"), widget=forms.RadioSelect,
        choices=[(ACCEPT, _("Accept it")), (RETURN, _("Return it"))],
    )  # fmt: skip
    valid_until = DayField(label=_("Valid until"), required=False)
    reason = forms.ChoiceField(
        label=_("Why it is returned"), choices=[("", _("In own words only")), *ReturnReason.choices], required=False,
        widget=PlainSelect,
    )  # fmt: skip
    own_words = forms.CharField(
        label=_("In own words"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = OWN_NAMES[paper.application.language]
        self.fields["reason"].help_text = _("The institution reads it in its own language: %(language)s.") % {
            "language": language
        }
        self.fields["own_words"].help_text = _("Write in the language of the institution: %(language)s.") % {
            "language": language
        }
        expires = self.fields["valid_until"].required = paper.kind.expires
        self.fields["valid_until"].help_text = (
            _("The last day on which the document holds good, needed to accept it.")
            if expires
            else _("Only if a day stands on the document.")
        )

    def clean(self) -> dict[str, Any]:
        """A document is returned with a reason."""
        answers = super().clean() or {}
        returned = answers.get("verdict") == self.RETURN
        if returned:
            # How long it holds good matters only for what is accepted.
            self.errors.pop("valid_until", None)
        if returned and not answers.get("reason") and not answers.get("own_words", "").strip():
            self.add_error("reason", _("Say why, in words for the institution."))
        return answers


class QuestionForm(RefusableForm):
    """Something that is to be asked."""

    part = forms.ChoiceField(
        label=_("About what"), widget=PlainSelect, help_text=_("The institution can change only this part.")
    )
    reason = forms.CharField(
        label=_("What is missing"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, kinds: list[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"documents:{kind.slug}": kind for kind in kinds}
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)
        tasks = [(value, label) for value, label in Task.choices if value != Task.DOCUMENTS]
        papers = [(code, _("Document: %(name)s") % {"name": kind.name}) for code, kind in self.kinds.items()]
        part.choices = [*tasks, *papers]
        self.fields["reason"].help_text = _("Write in the language of the institution: %(language)s.") % {
            "language": OWN_NAMES[language]
        }

    def question(self) -> dict[str, Any]:
        """The arguments of the service."""
        part = self.cleaned_data["part"]
        kind = self.kinds.get(part)
        return {"task": Task.DOCUMENTS if kind else part, "kind": kind, "reason": self.cleaned_data["reason"]}


class SendForm(RefusableForm):
    """By when the institution is asked to answer, and a few words on top."""

    message = forms.CharField(
        label=_("A few words on top"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = DayField(label=_("Answer wanted by"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _("Write in the language of the institution: %(language)s.") % {
            "language": OWN_NAMES[language]
        }


class RecommendForm(RefusableForm):
    """How a second officer should decide, and why."""

    verdict = forms.ChoiceField(
        label=_("Recommendation"), choices=Application.Verdict.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Why, for the colleagues"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only officers read it. The institution learns nothing before the decision."),
    )  # fmt: skip


class SendBackForm(RefusableForm):
    """Why a recommendation goes back."""

    note = forms.CharField(
        label=_("What is to be looked at again"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only officers read it."),
    )  # fmt: skip


class DecisionForm(RefusableForm):
    """The reason that the institution reads."""

    reason = forms.CharField(
        label=_("Words for the institution"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, language: str, reason_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_needed
        self.fields["reason"].help_text = _("Write in the language of the institution: %(language)s.") % {
            "language": OWN_NAMES[language]
        }


class LetterChoice(forms.Form):
    """Which letter, and in which language."""

    template = forms.ModelChoiceField(
        LetterTemplate.objects.filter(is_active=True), label=_("Letter"), to_field_name="slug", empty_label=None
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, OWN_NAMES[code]) for code in Language.values], widget=PlainSelect
    )


class LetterForm(RefusableForm):
    """The letter itself."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Letter"), max_length=5000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("What stands in braces was not known: write it, or take it out."),
    )  # fmt: skip


class ChecklistForm(RefusableForm):
    """A finding and a note for every item of the checklist; what is left open stays open."""

    def __init__(self, *args: Any, items: list[CheckItem], found: dict[int, Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.found = items, found
        for item in items:
            check = found.get(item.pk)
            self.fields[f"finding-{item.slug}"] = forms.ChoiceField(
                label=str(item), choices=[("", "–"), *Check.Finding.choices], required=False, widget=PlainSelect,
                initial=check.finding if check else "",
            )  # fmt: skip
            self.fields[f"note-{item.slug}"] = forms.CharField(
                label=_("Note: %(item)s") % {"item": item}, required=False, max_length=500,
                initial=check.note if check else "",
            )  # fmt: skip

    def lines(self) -> "list[tuple[CheckItem, forms.BoundField, forms.BoundField, Check | None]]":
        """Each item with its two fields and what was found before."""
        return [
            (item, self[f"finding-{item.slug}"], self[f"note-{item.slug}"], self.found.get(item.pk))
            for item in self.items
        ]

    def findings(self) -> dict[CheckItem, tuple[str, str]]:
        """What was found on the items that were answered."""
        answers = self.cleaned_data
        return {
            item: (answers[f"finding-{item.slug}"], answers[f"note-{item.slug}"])
            for item in self.items
            if answers[f"finding-{item.slug}"]
        }
