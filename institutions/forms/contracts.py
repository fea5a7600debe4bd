"""What officers agree with an institution, and the signed copies of both."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.examination import examine
from commons.documents.forms import UploadField
from commons.lib.forms import DayField, RefusableForm
from institutions.errors.contracts import CopyNotPdf
from institutions.models import LivingRoomArea, Terms
from institutions.services.contract_copies import PDF
from institutions.services.contracts import Agreement

MOST_DESKS = 500
MOST_HOURS = 24 * 31
MOST_GRACE = 90


def what_copy_is_taken() -> str:
    """Which file, and how large."""
    return _("One PDF with all pages, at most %(size)s.") % {"size": filesizeformat(settings.DOCUMENT_MAX_BYTES)}


class CopyField(UploadField):
    """The signed copy: one PDF."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Signed copy"))
        options.setdefault("help_text", lazy(what_copy_is_taken, str)())
        super().__init__(widget=forms.FileInput(attrs={"accept": f"{PDF},.pdf"}), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The one file."""
        files = super().clean(data, initial)
        if not files:
            return None
        if len(files) != 1 or examine(files[0])[1] != PDF:
            raise forms.ValidationError(f"{CopyNotPdf.message} {CopyNotPdf.next_step}", code=CopyNotPdf.code)
        return files[0]


class AgreementForm(RefusableForm):
    """Everything that a draft says."""

    area = forms.ModelChoiceField(LivingRoomArea.objects.none(), label=_("Area of the living room"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    desks = forms.IntegerField(label=_("Desks"), min_value=0, max_value=MOST_DESKS)
    room_hours = forms.IntegerField(
        label=_("Hours of rooms a month"), min_value=0, max_value=MOST_HOURS,
        help_text=_("What is left at the end of a month is not carried over."),
    )  # fmt: skip
    terms = forms.ModelChoiceField(Terms.objects.none(), label=pgettext_lazy("of a contract", "Terms"))
    grace_days = forms.IntegerField(
        label=_("Days of grace after the end"), min_value=0, max_value=MOST_GRACE,
        help_text=_("For so long after its last day the institution stays listed and books rooms."),
    )  # fmt: skip
    remarks = forms.CharField(
        label=_("What is agreed besides"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed in the contract in every language, as you write it here."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("area", LivingRoomArea.objects.all()), ("terms", Terms.objects.all())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Want the last day after the first."""
        answers = super().clean() or self.cleaned_data
        first, last = answers.get("starts_on"), answers.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", forms.ValidationError(_("The last day comes after the first."), code="order"))
        return answers

    def agreement(self) -> Agreement:
        """What was agreed, with the hours in minutes."""
        answers = dict(self.cleaned_data)
        return Agreement(room_minutes=answers.pop("room_hours") * 60, **answers)


class CopyForm(RefusableForm):
    """The copy that an officer has signed for the district."""

    copy = CopyField(help_text=_("The copy that both have signed, as one PDF with all pages."))


class SignForm(RefusableForm):
    """The institution's signed copy, and the mark of what was read."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    copy = CopyField()
    may_sign = forms.BooleanField(
        label=_("I am entitled to sign for the institution, and the file shows the signed contract with all its pages.")
    )


class DropForm(RefusableForm):
    """Giving up a contract; the institution need not say why."""

    reason = forms.CharField(
        label=_("Why"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The officer reads it."),
    )  # fmt: skip


class ReasonForm(RefusableForm):
    """Why something is handed back or ended."""

    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The institution reads it, as you write it: use its language."),
    )  # fmt: skip
