"""The room of one's own: what an institution's people find first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from institutions.access import member_page
from institutions.models import Institution
from institutions.own_institutions import own_institutions
from institutions.own_room import own_room
from institutions.roles import roles_of


@signed_in
@require_safe
def ours(request: AuthenticatedRequest) -> HttpResponse:
    """The institutions that the person acts for; with only one, that one's room."""
    own = own_institutions(request.user)
    if len(own) == 1:
        return redirect("institutions:room", own[0].institution.slug)
    return render(request, "institutions/ours/list.html", {"own": own})


@member_page
@require_safe
def room(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Contract and days left, hours of the month, what is booked next, the application, and what needs you."""
    represents = institution.pk in roles_of(request.user).represents
    found = own_room(institution, represents=represents, at=timezone.now())
    return render(
        request, "institutions/ours/room.html", {"institution": institution, "represents": represents} | found
    )
