"""Acts on the registrations that were ticked in the list."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from events import services
from events.desk.scope import event_or_404
from events.desk_forms import RemoveForm

if TYPE_CHECKING:
    from events.models import Event
    from events.querysets import RegistrationQuerySet

MOST = 100
"""As many as a page of the list holds."""


def chosen_of(event: "Event", asked: QueryDict) -> "RegistrationQuerySet":
    """The ticked registrations of this activity; references of others find nothing."""
    references = [reference.replace("\0", "") for reference in asked.getlist("chosen")[:MOST]]
    return (
        event.registrations.filter(reference__in=references).select_related("resident").with_position().order_by("pk")
    )


def ask_to_choose(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Back to the list, when nothing was ticked."""
    messages.error(request, _("Select at least one registration first."))
    return redirect("events-desk:registrations", reference)


@desk_page
@require_http_methods(["GET", "POST"])
def remove(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """See who would be told, say why, and cancel the chosen registrations."""
    event = event_or_404(request, reference)
    chosen = list(chosen_of(event, request.POST if request.method == "POST" else request.GET))
    if not chosen:
        return ask_to_choose(request, reference)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        references = [registration.reference for registration in chosen]
        note, at = form.cleaned_data["note"], timezone.now()
        try:
            cancelled = services.cancel_many(event=event, references=references, by=request.user, note=note, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _said(len(cancelled)))
            return redirect("events-desk:registrations", reference)
    audience = services.audience_among(registration for registration in chosen if registration.is_active)
    context = {"event": event, "form": form, "chosen": chosen, "audience": audience}
    return render(request, "events/desk_remove.html", {**context, "ended": len(chosen) - audience.parties})


def _said(count: int) -> str:
    said = ngettext(
        "%(n)d registration was cancelled, and the resident was told.",
        "%(n)d registrations were cancelled, and the residents were told.",
        count,
    )
    return said % {"n": count}
