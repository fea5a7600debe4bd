"""What is asked of the service centre for goods, and how its queue is narrowed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.forms import UploadField
from commons.lib.forms import PlainSelect, RefusableForm, offer
from institutions.models import Enquiry, Institution

if TYPE_CHECKING:
    from commons.accounts.models import User
    from institutions.querysets import EnquiryQuerySet

MOST_LETTERS = 5000
MYSELF = "-"
"""Stands in the place of a slug for whoever asks for no institution."""


def _words(label: Any, *, rows: int = 6, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=MOST_LETTERS, widget=widget, **options)


class ReplyForm(RefusableForm):
    """More words in an enquiry, from either side."""

    text = _words(_("Your message"))
    files = UploadField(label=_("Files"), required=False)  # type: ignore[assignment]

    def said(self) -> dict[str, Any]:
        """What the services take."""
        return {"text": self.cleaned_data["text"], "uploads": self.cleaned_data["files"]}


class AskForm(ReplyForm):
    """A new enquiry, for oneself or for one of the institutions that one acts for."""

    category = forms.ChoiceField(
        label=pgettext_lazy("goods", "What is it about?"), choices=Enquiry.Category.choices, widget=forms.RadioSelect
    )
    institution = forms.ChoiceField(label=_("For whom do you ask?"), widget=forms.RadioSelect)
    subject = forms.CharField(
        label=_("In a few words"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: tea from Jeju for a shop in Weihai."),
    )  # fmt: skip
    text = _words(
        _("Your question"),
        help_text=_("Which goods, how much, from where, and by when. Write in the language you like."),
    )
    field_order = ("category", "institution", "subject", "text", "files")

    def __init__(self, *args: Any, institutions: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institutions = {one.slug: one for one in institutions}
        if not self.institutions:
            del self.fields["institution"]
            return
        choices = [*((slug, str(one)) for slug, one in self.institutions.items()), (MYSELF, _("For myself"))]
        offer(self, "institution", choices)

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        institution = self.institutions.get(given.get("institution", ""))
        return self.said() | {
            "category": given["category"], "subject": given["subject"], "institution": institution,
        }  # fmt: skip


class NoteForm(RefusableForm):
    """Something for colleagues alone."""

    note = _words(_("Note for colleagues"), rows=3, help_text=_("Whoever asked never sees it."))


class AssignForm(RefusableForm):
    """Who should answer. `instead_of` is who had it when the page was made, empty for nobody."""

    owner = forms.ChoiceField(label=_("Give it to a colleague"), widget=PlainSelect)
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officers: Iterable["User"], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(one.pk): one for one in officers}
        offer(self, "owner", [("", _("Choose")), *((key, str(one)) for key, one in self.officers.items())])

    @property
    def chosen(self) -> "User":
        """Whoever was chosen."""
        return self.officers[self.cleaned_data["owner"]]


class QueueForm(forms.Form):
    """How the officers' queue of enquiries is narrowed. Every field may be left empty."""

    WHOSE = [("", _("Everybody’s")), ("mine", _("Mine")), ("nobody", _("Nobody’s yet"))]

    q = forms.CharField(label=_("Reference, institution or name"), required=False, max_length=100)
    whose = forms.ChoiceField(label=_("Officer"), choices=WHOSE, required=False, widget=PlainSelect)
    category = forms.ChoiceField(
        label=pgettext_lazy("goods", "About"), required=False, widget=PlainSelect,
        choices=[("", _("Everything")), *Enquiry.Category.choices],
    )  # fmt: skip

    def narrowed(self, enquiries: "EnquiryQuerySet", person: "User") -> "EnquiryQuerySet":
        """The enquiries that fit; what the form does not understand is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if category := asked.get("category"):
            enquiries = enquiries.filter(category=category)
        if whose := asked.get("whose"):
            enquiries = enquiries.filter(owner=person if whose == "mine" else None)
        return enquiries.search_for(asked.get("q", ""))
