"""Who works for a community: for managers only; for others these pages do not exist."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from communities import services
from communities.access import is_manager
from communities.desk.communities import staffed_or_404
from communities.forms import MembershipForm, StaffForm
from communities.models import Community, StaffMembership


def managed_or_404(request: AuthenticatedRequest, slug: str) -> Community:
    """The community with this address, for a manager."""
    if not is_manager(request.user):
        raise Http404
    return staffed_or_404(request, slug)


@desk_page
@require_http_methods(["GET", "POST"])
def staff(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The people who work for the community; a form adds one by the e-mail address of their account."""
    community = managed_or_404(request, slug)
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.assign_staff(community=community, email=form.cleaned_data["email"])
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            name = membership.user.full_name
            messages.success(request, _("%(name)s works for this community now.") % {"name": name})
            return redirect("communities-desk:staff", slug)
    return _show(request, community, form)


@desk_page
@require_POST
def describe(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Save what a member of staff helps with and whether they are named on the community's page."""
    community = managed_or_404(request, slug)
    membership = _member_or_404(request, community)
    form = _form_of(membership, request)
    if not form.is_valid():
        return _show(request, community, StaffForm(), wrong=form)
    services.describe_staff(
        membership=form.instance,
        changed=form.changed_translations,
        minor=form.is_minor_edit,
        editor=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("communities-desk:staff", slug)


@desk_page
@require_POST
def dismiss(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """End somebody's work for the community."""
    community = managed_or_404(request, slug)
    membership = _member_or_404(request, community)
    services.dismiss_staff(membership=membership)
    name = membership.user.full_name
    messages.success(request, _("%(name)s does not work for this community any more.") % {"name": name})
    return redirect("communities-desk:staff", slug)


def _member_or_404(request: AuthenticatedRequest, community: Community) -> StaffMembership:
    asked = request.POST.get("member", "")
    members = community.memberships.select_related("user")
    return get_object_or_404(members, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)


def _form_of(membership: StaffMembership, request: AuthenticatedRequest | None = None) -> MembershipForm:
    prefix = f"member-{membership.pk}"
    return MembershipForm(request.POST if request else None, instance=membership, prefix=prefix)


def _show(
    request: AuthenticatedRequest, community: Community, form: StaffForm, *, wrong: MembershipForm | None = None
) -> HttpResponse:
    members = community.memberships.select_related("user")
    forms = [
        wrong if wrong is not None and wrong.instance.pk == membership.pk else _form_of(membership)
        for membership in members
    ]
    return render(request, "communities/desk_staff.html", {"community": community, "form": form, "members": forms})
