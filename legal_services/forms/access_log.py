"""How the access log is narrowed."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import User
from commons.audit.models import Act, EntryQuerySet
from commons.lib.dates import BEIJING
from commons.lib.forms import DayField
from commons.lib.references import normalise

AREA = "legal."
"""What the names of this area's kinds of things begin with."""
SUBJECTS = [
    ("legal.matter", _("Matter")),
    ("legal.notes", _("Notes")),
    ("legal.person", _("Person")),
    ("legal.record", _("Service record")),
    ("legal.appointment", _("Appointment")),
    ("legal.document", _("File")),
    ("legal.mediation", _("Mediation")),
    ("legal.notarial", _("Notarial case")),
    ("legal.import", _("Import")),
    ("legal.figures", pgettext_lazy("legal", "Figures")),
]


class AccessLogFilter(forms.Form):
    """Which entries are listed: those of the legal service area, all of them unless narrowed."""

    q = forms.CharField(label=pgettext_lazy("of a record", "Reference"), required=False, max_length=60)
    who = forms.CharField(label=_("Name of the member of staff"), required=False, max_length=100)
    act = forms.ChoiceField(label=_("What was done"), choices=[("", _("Everything")), *Act.choices], required=False)
    subject = forms.ChoiceField(label=_("With what"), choices=[("", _("Everything")), *SUBJECTS], required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To, included"), required=False)

    def found_in(self, entries: EntryQuerySet) -> EntryQuerySet:
        """The entries that fit, the newest first; what makes no sense is left out."""
        self.is_valid()
        asked: dict[str, Any] = self.cleaned_data
        found = entries.filter(subject__startswith=AREA)
        if asked.get("q"):
            found = found.filter(reference=normalise(asked["q"]))
        if asked.get("who"):
            found = found.filter(actor_id__in=_accounts_named(asked["who"]))
        if asked.get("act"):
            found = found.filter(act=asked["act"])
        if asked.get("subject"):
            found = found.filter(subject=asked["subject"])
        if asked.get("first"):
            found = found.filter(at__gte=datetime.combine(asked["first"], time(), tzinfo=BEIJING))
        if asked.get("last"):
            found = found.filter(at__lt=datetime.combine(asked["last"] + timedelta(days=1), time(), tzinfo=BEIJING))
        return found.order_by("-at", "-pk")


def _accounts_named(text: str) -> QuerySet[User, int]:
    """The keys of the accounts in whose name or e-mail address the text occurs."""
    fits = Q()
    for field in ("full_name", "called", "local_name", "email"):
        fits |= Q(**{f"{field}__icontains": text})
    return User.objects.filter(fits).values_list("pk", flat=True)
