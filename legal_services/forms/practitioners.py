"""Who works here, and over which days figures are asked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.accounts.forms.fields import NameField
from commons.accounts.models import User
from commons.lib.forms import DayField, RefusableForm, offer
from commons.lib.languages import SPOKEN_HERE, language_name
from legal_services.errors import NoSuchAccount
from legal_services.models import Channel, Practitioner, Service

USUAL = timedelta(days=27)
"""Four weeks, when nobody says otherwise."""
LONGEST = timedelta(days=370)


class PractitionerForm(RefusableForm):
    """What is said of an adviser, interpreter or mediator."""

    name = NameField(label=_("Name"), max_length=120, help_text=_("As clients read it."))
    does = forms.MultipleChoiceField(
        label=_("What the person does"),
        choices=[("advises", _("Adviser")), ("interprets", _("Interpreter")), ("mediates", _("Mediator"))],
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.MultipleChoiceField(
        label=_("Gives these services"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("For advisers and mediators. Interpreters join whatever service needs them."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(label=_("Languages spoken"), widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(
        label=_("Ways to meet"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(
        label=_("E-mail address of their account"), required=False,
        help_text=_("With it they see their own calendar and matters at the desk. It can be added later."),
    )  # fmt: skip

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.slug: one for one in services}
        offer(self, "services", [(slug, str(one)) for slug, one in self.offered.items()])
        offer(self, "languages", [(code, language_name(code)) for code in SPOKEN_HERE])

    def clean_email(self) -> User | None:
        """The account with this address; None when none is named."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if not email:
            return None
        found = User.objects.filter(email=email, is_active=True).first()
        if found is None:
            refusal = NoSuchAccount(email=email)
            raise forms.ValidationError(refusal.in_full, code=refusal.code)
        return found

    def answers(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "account": given["email"],
            "services": [self.offered[slug] for slug in given["services"]],
            "languages": given["languages"],
            "channels": given["channels"],
            **{task: task in given["does"] for task in ("advises", "interprets", "mediates")},
        }


def said_of(practitioner: Practitioner) -> dict[str, Any]:
    """What the form begins with for somebody who works here."""
    return {
        "name": practitioner.name,
        "does": [task for task in ("advises", "interprets", "mediates") if getattr(practitioner, task)],
        "services": [one.slug for one in practitioner.services.all()],
        "languages": practitioner.languages,
        "channels": practitioner.channels,
        "email": practitioner.user.email if practitioner.user else "",
    }


class PeriodForm(forms.Form):
    """From one day to another; the last four weeks when nobody says otherwise."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To, included"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins, and is about a year at most."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Ask for a year at most."))
        return given

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day; the usual period when what was asked makes no sense."""
        given = self.cleaned_data if self.is_valid() else {}
        last = given.get("last") or max(self.today, given.get("first") or self.today)
        first = given.get("first") or last - min(USUAL, last - date.min)
        return max(first, last - min(LONGEST, last - date.min)), last
