"""What is done with a matter: who stands in it, who works on it, closing and opening it again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from legal_services.desk.choosing import people_found, person_named
from legal_services.desk.matters import matter_or_404, matter_page, rights
from legal_services.forms.matters import HandOverForm, InterpreterForm, RoleForm
from legal_services.models import Assignment, Matter, Practitioner
from legal_services.services import matters


@matter_page
@require_http_methods(["GET", "POST"])
def role(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Find somebody and say where they stand in the matter."""
    shown = changeable_or_404(request, reference)
    chosen = person_named((request.POST or request.GET).get("person", ""))
    form = RoleForm(request.POST if request.method == "POST" and chosen else None)
    if chosen and form.is_valid():
        given, at = form.cleaned_data["role"], timezone.now()
        try:
            matters.add_role(matter=shown, person=chosen, role=given, by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s stands in the matter now.") % {"name": chosen.name})
            return redirect(shown)
    context: dict[str, Any] = {"matter": shown, "chosen": chosen, "form": form, "q": request.GET.get("q", "")}
    if chosen is None:
        context["found"] = people_found(request, via="legal-desk:matter_role", at=timezone.now())
    return render(request, "legal_services/matters/role.html", context)


@matter_page
@require_http_methods(["GET", "POST"])
def hand_over(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give the matter to another adviser or mediator, with the reason."""
    shown = changeable_or_404(request, reference)
    gives = {"mediates": True} if matters.main_task(shown) == "mediates" else {"advises": True}
    form = HandOverForm(request.POST or None, practitioners=Practitioner.objects.at_work().filter(**gives))
    if request.method == "POST" and form.is_valid():
        try:
            matters.hand_over(
                matter=shown, to=form.chosen, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s has the matter now.") % {"name": form.chosen.name})
            still_sees = Matter.objects.visible_to(request.user).filter(pk=shown.pk).exists()
            return redirect(shown) if still_sees else redirect("legal-desk:matters")
    return render(request, "legal_services/matters/hand_over.html", {"matter": shown, "form": form})


@matter_page
@require_http_methods(["GET", "POST"])
def interpreter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Have an interpreter help in the matter; they see its logistics and nothing that was told."""
    shown = changeable_or_404(request, reference)
    form = InterpreterForm(request.POST or None, practitioners=Practitioner.objects.interpreters())
    if request.method == "POST" and form.is_valid():
        task, at = Assignment.Task.INTERPRETS, timezone.now()
        try:
            matters.assign(matter=shown, practitioner=form.chosen, task=task, by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s helps in the matter now.") % {"name": form.chosen.name})
            return redirect(shown)
    context = {"matter": shown, "form": form, "is_interpreter": True}
    return render(request, "legal_services/matters/hand_over.html", context)


@matter_page
@require_POST
def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Close the matter."""
    return _done(request, reference, matters.close_matter, _("The matter is closed."))


@matter_page
@require_POST
def reopen(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Open the matter again."""
    return _done(request, reference, matters.reopen_matter, _("The matter is open again."))


def changeable_or_404(request: AuthenticatedRequest, reference: str) -> Matter:
    """The matter, if the person may change its logistics."""
    shown = matter_or_404(request, reference)
    if not rights(request, shown)["may_change"]:
        raise Http404
    return shown


def _done(request: AuthenticatedRequest, reference: str, act: Callable[..., Matter], words: str) -> HttpResponse:
    shown = changeable_or_404(request, reference)
    act(matter=shown, by=request.user, at=timezone.now())
    messages.success(request, words)
    return redirect(shown)
