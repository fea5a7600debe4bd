"""How a client without an account is reached, put right at the desk: often after a mail has failed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.notifications.models import Message
from legal_services.access import counter_page
from legal_services.desk.appointments import appointment_or_404
from legal_services.forms.booking import CorrectionForm
from legal_services.models import Appointment
from legal_services.roles import roles_of
from legal_services.services.contact import correct_contact, is_correctable
from legal_services.services.messages import appointment_key


@counter_page
@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put an address or a number right; another address gets a new confirmation."""
    shown, at = appointment_or_404(request, reference), timezone.now()
    if not is_correctable(shown, at):
        messages.info(request, _("The contact of this appointment cannot be corrected here."))
        return redirect("legal-desk:appointment", shown.reference)
    initial = {"email": shown.email, "phone": shown.phone or None, "writes": shown.writes}
    form = CorrectionForm(request.POST or None, channel=shown.channel, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            corrected = correct_contact(appointment=shown, by=request.user, at=at, **form.answers())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _said(shown.email, corrected.email))
            return redirect("legal-desk:appointment", shown.reference)
    return render(request, "legal_services/counter/contact.html", {"appointment": shown, "form": form})


def corrections(failed: Iterable[Message], reader: Any) -> dict[UUID, str]:
    """Where the address of each of these messages is put right, as far as the reader may; one statement."""
    if not roles_of(reader).is_clerk:
        return {}
    about = {message.pk: key for message in failed if (key := appointment_key(message.key))}
    found = Appointment.objects.coming().filter(pk__in=set(about.values()), user=None, ends_at__gt=timezone.now())
    references = dict(found.values_list("pk", "reference"))
    return {
        pk: reverse("legal-desk:appointment_contact", args=[references[key]])
        for pk, key in about.items()
        if key in references
    }


def _said(before: str, now: str) -> str:
    if now and now != before:
        return _("The contact is corrected. A new confirmation is on its way to %(email)s.") % {"email": now}
    if now or not before:
        return _("The contact is corrected.")
    return _("The contact is corrected.") + " " + _("The client left no e-mail address: please call.")
