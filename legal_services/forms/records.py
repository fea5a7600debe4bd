"""How the list of the service log is narrowed, and why a record counts no more."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from legal_services.forms.recording import Choices, named
from legal_services.models import Channel, ServiceRecord

if TYPE_CHECKING:
    from legal_services.querysets import ServiceRecordQuerySet


def _languages() -> list[tuple[str, Any]]:
    return [("", _("All languages")), *((code, language_name(code)) for code in SPOKEN_HERE)]


class RecordFilter(forms.Form):
    """Which records are listed: those that count, unless others are asked for."""

    MARKS = [
        ("", _("Records that count")),
        ("follow-up", _("To be followed up")),
        ("paper", _("Entered from paper")),
        ("void", _("Records that do not count")),
    ]

    q = forms.CharField(label=_("Name, phone or reference"), required=False, max_length=100)
    mark = forms.ChoiceField(label=_("Which"), choices=MARKS, required=False, widget=PlainSelect)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False, widget=PlainSelect)
    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=PlainSelect)
    practitioner = forms.ChoiceField(label=_("Adviser"), required=False, widget=PlainSelect)
    language = forms.ChoiceField(label=_("Language spoken"), required=False, choices=_languages, widget=PlainSelect)
    channel = forms.ChoiceField(
        label=_("Way to meet"), required=False, choices=[("", _("All ways")), *Channel.choices], widget=PlainSelect
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("All outcomes")), *ServiceRecord.Outcome.choices],
        widget=PlainSelect,
    )  # fmt: skip

    NARROWING = ("first", "last", "service", "topic", "practitioner", "language", "channel", "outcome")
    """What is asked in the part that folds away."""

    def __init__(self, *args: Any, offers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("service", _("All services"), [(one.slug, str(one.name)) for one in offers.services])
        self._offer("topic", _("All topics"), [(one.slug, str(one.name)) for one in offers.topics])
        self._offer("practitioner", _("All advisers"), [(str(one.pk), named(one)) for one in offers.practitioners])

    def _offer(self, name: str, all_of_them: Any, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *choices]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything in the part that folds away is asked."""
        return any(self.cleaned_data.get(name) for name in self.NARROWING)

    def narrowed(self, records: "ServiceRecordQuerySet") -> "ServiceRecordQuerySet":
        """The records that fit everything but the words that are looked for."""
        self.is_valid()
        answers = self.cleaned_data
        mark = answers.get("mark")
        records = records.exclude(voided_at=None) if mark == "void" else records.standing()
        if mark == "follow-up":
            records = records.filter(follow_up_on__isnull=False, followed_up_at=None)
        elif mark == "paper":
            records = records.filter(from_paper=True)
        lookups = {
            "first": "held_on__gte", "last": "held_on__lte", "service": "service__slug", "topic": "topic__slug",
            "practitioner": "practitioner", "language": "language", "channel": "channel", "outcome": "outcome",
        }  # fmt: skip
        return records.filter(**{lookups[name]: answers[name] for name in self.NARROWING if answers.get(name)})


class VoidForm(RefusableForm):
    """Why a record counts no more; for the log itself."""

    reason = forms.CharField(
        label=_("Why"), max_length=250, help_text=_("Kept with the record. For example: entered twice.")
    )
