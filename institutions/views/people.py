"""Those who act for an institution: seen, invited, given another part, let go; and the invited, who accept."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.errors import Refusal
from institutions.access import member_page
from institutions.forms.people import InviteForm
from institutions.models import Institution, Invitation, Member
from institutions.roles import roles_of
from institutions.services import members
from institutions.views.application_pages import refuse

SESSION_KEY = "institution-invitation"


@require_http_methods(["GET", "POST"])
@member_page
def people(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Who acts for the institution and who is invited; representatives invite here."""
    at = timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, initial={"language": get_language(), "duty": Member.Duty.COLLEAGUE})
    if request.method == "POST" and form.is_valid():
        try:
            members.invite(institution=institution, by=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, _("An invitation is on its way to %(address)s.") % {"address": form.cleaned_data["email"]}
            )
            return redirect("institutions:people", institution.slug)
    context = {
        "institution": institution,
        "members": list(institution.members.standing().select_related("user")),
        "invitations": list(members.waiting_invitations(institution, at)),
        "form": form,
        "represents": institution.pk in roles_of(request.user).represents,
        "duties": Member.Duty,
        "private": True,
    }
    return render(request, "institutions/applying/people.html", context)


@require_POST
@member_page
def change(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """End somebody's access, or give them another part: the button says which."""
    standing = institution.members.standing().select_related("user")
    member = get_object_or_404(standing, pk=_number(request.POST.get("member")))
    duty = request.POST.get("duty", "")
    try:
        if duty in Member.Duty.values:
            members.change_duty(member=member, duty=duty, by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s: %(part)s.") % {"name": member.user, "part": Member.Duty(duty).label})
        else:
            members.end_access(member=member, by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s doesn’t act for the institution any more.") % {"name": member.user})
    except Refusal as refusal:
        refuse(request, refusal)
    return redirect(_people_or_home(institution, request))


@require_POST
@member_page
def revoke(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(institution.invitations, pk=_number(request.POST.get("invitation")))
    try:
        members.revoke(invitation=invitation, by=request.user, at=timezone.now())
    except Refusal as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("institutions:people", institution.slug)


@never_cache
@require_safe
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Remember in the browser which invitation the link opens, and go where the address holds no secret."""
    invitation = members.invitation_by_secret(secret, at=timezone.now())
    if invitation is None:
        response = render(request, "institutions/applying/invitation_over.html", {"private": True}, status=404)
        response["Referrer-Policy"] = "no-referrer"
        return response
    request.session[SESSION_KEY] = invitation.pk
    return redirect("institutions:invitation")


@require_http_methods(["GET", "POST"])
@signed_in
def invitation(request: AuthenticatedRequest) -> HttpResponse:
    """Say who invites to what, and let the person accept."""
    at = timezone.now()
    found = _remembered(request, at)
    if found is None:
        return render(request, "institutions/applying/invitation_over.html", {"private": True}, status=404)
    if request.method == "POST":
        try:
            members.accept(invitation=found, by=request.user, at=at)
        except Refusal as refusal:
            refuse(request, refusal)
        else:
            messages.success(request, _("You act for %(institution)s now.") % {"institution": found.institution})
        request.session.pop(SESSION_KEY, None)
        return redirect(_people_or_home(found.institution, request))
    return render(request, "institutions/applying/invitation.html", {"invitation": found, "private": True})


def _remembered(request: AuthenticatedRequest, at: datetime) -> Invitation | None:
    """The invitation whose link this browser came by, while it can be accepted."""
    key: Any = request.session.get(SESSION_KEY)
    standing = Invitation.objects.filter(pk=key, accepted_at=None, revoked_at=None, expires_at__gt=at)
    return standing.select_related("institution", "invited_by").first() if key else None


def _people_or_home(institution: Institution, request: AuthenticatedRequest) -> str:
    """The page of the people, for whoever is still one of them."""
    acts = institution.members.standing().filter(user=request.user).exists()
    return reverse("institutions:people", args=[institution.slug]) if acts else reverse("me:home")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 18 else None
