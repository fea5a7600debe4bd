"""Writing an activity: texts and rules, sessions, picture, a copy, the preview."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from commons.pictures.desk import Pictured, picture_page, picture_removed
from communities.models import Community
from events import errors, services
from events.desk.scope import event_or_404
from events.desk_forms import EventForm, numbered, sessions_of
from events.models import Event


@desk_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Write a new activity; it is a draft until it is published."""
    if not Community.objects.staffed_by(request.user).exists():
        raise Http404
    return _edit(request, Event())


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change an activity with its sessions."""
    return _edit(request, event_or_404(request, reference))


@desk_page
@require_POST
def copy(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Begin a new draft with the texts and rules of this activity."""
    event = event_or_404(request, reference)
    taken = set(Event.objects.filter(slug__startswith=event.slug).values_list("slug", flat=True))
    slug = next(slug for slug in numbered(event.slug[:70]) if slug not in taken)
    made = services.copy_event(event=event, editor=request.user, slug=slug, at=timezone.now())
    messages.success(request, _("Copied. Say when the new activity takes place."))
    return redirect("events-desk:edit", made.reference)


@desk_page
@require_safe
def preview(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The residents' page as it will look; the language switcher leads through the languages."""
    event = event_or_404(request, reference)
    at = timezone.now()
    context = {"event": event, "places": event.availability(at), "is_public": event.is_public(at), "private": True}
    return render(request, "events/desk_preview.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def picture(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The activity's picture and what it shows."""
    return picture_page(request, _pictured(event_or_404(request, reference)))


@desk_page
@require_POST
def remove_picture(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Show no picture any more."""
    event = event_or_404(request, reference)
    return picture_removed(request, _pictured(event), partial(services.remove_picture, event=event, at=timezone.now()))


def _pictured(event: Event) -> Pictured:
    return Pictured(
        name=str(event.title or event.reference),
        picture=event.picture,
        url=reverse("events-desk:event", args=[event.reference]),
        list_name=_("Activities"),
        list_url=reverse("events-desk:list"),
        remove_url=reverse("events-desk:remove_picture", args=[event.reference]),
        show=partial(services.show_picture, event=event),
    )


def _edit(request: AuthenticatedRequest, event: Event) -> HttpResponse:
    """Show the form, add a row to it, or save it; what was typed is never lost."""
    is_new = event.pk is None
    posted = request.POST if request.method == "POST" else None
    adds_row = posted is not None and "add_session" in posted
    form = EventForm(posted, instance=event, editor=request.user)
    sessions = sessions_of(event, posted, more=1 if adds_row or (is_new and posted is None) else 0)
    if posted is not None and not adds_row and _save(request, form, sessions):
        is_draft = event.state == Event.State.DRAFT
        messages.success(request, _("Saved as a draft.") if is_draft else _("Saved. Residents see it now."))
        return redirect("events-desk:event", event.reference)
    if adds_row:
        # Asking for a row is not sending the form: nobody is told about errors yet.
        form = EventForm(instance=event, editor=request.user, initial=_typed(form))
    context = {"event": event, "form": form, "sessions": sessions, "is_new": is_new, "added": adds_row}
    return render(request, "events/desk_edit.html", {**context, "known_at": _known_at(form)})


def _save(request: AuthenticatedRequest, form: EventForm, sessions: Any) -> bool:
    """Save what was sent; False when something is wrong with it, which the form then says."""
    if not all([form.is_valid(), sessions.is_valid()]):
        return False
    event = form.save(commit=False)
    try:
        services.save_event(
            event=event,
            sessions=sessions.plans(),
            editor=request.user,
            at=timezone.now(),
            known_at=form.cleaned_data["known_at"],
            minor=form.is_minor_edit,
        )
    except Refusal as refusal:
        form.add_refusal(refusal)
        return False
    return True


def _known_at(form: EventForm) -> str:
    """The last change that the editor knows of: once told of somebody else's, they save in full knowledge of it."""
    if isinstance(form.refusal, errors.ChangedMeanwhile):
        return Event.objects.values_list("changed_at", flat=True).get(pk=form.instance.pk).isoformat()
    return str(form["known_at"].value() or "")


def _typed(form: EventForm) -> dict[str, Any]:
    """What was typed into the fields, as initial values of a fresh form."""
    return {name: form[name].value() for name in form.fields}
