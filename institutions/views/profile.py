"""What an institution says of itself in the directory: words, picture, consents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.pictures.forms import PictureForm
from institutions.access import member_page
from institutions.directory import Entry
from institutions.forms.profile import ConsentForm, ProfileForm
from institutions.models import Institution
from institutions.roles import roles_of
from institutions.services import profiles


@member_page
@require_http_methods(["GET", "POST"])
def profile(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Name, words and contacts; whoever acts for the institution writes them."""
    form = ProfileForm(request.POST or None, instance=institution)
    if request.method == "POST" and form.is_valid():
        profiles.save_profile(
            institution=form.instance, changed=form.changed_translations, minor=form.is_minor_edit,
            editor=request.user, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Saved. What the directory shows is there at once."))
        return redirect("institutions:room", institution.slug)
    return render(request, "institutions/ours/profile.html", {"institution": institution, "form": form})


@member_page
@require_http_methods(["GET", "POST"])
def picture(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """The institution's picture and what it shows."""
    form = PictureForm(request.POST or None, request.FILES or None, picture=institution.picture)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            profiles.show_picture(
                institution=institution, file=file, alts=form.alts(), by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The picture is being prepared.") if file else _("Saved."))
            return redirect("institutions:picture", institution.slug)
    return render(request, "institutions/ours/picture.html", {"institution": institution, "form": form})


@member_page
@require_POST
def remove_picture(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Keep no picture any more."""
    profiles.remove_picture(institution=institution)
    messages.success(request, _("The picture is gone."))
    return redirect("institutions:picture", institution.slug)


@member_page
@require_http_methods(["GET", "POST"])
def consents(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """What the directory may show, and what the public reads now. Only representatives consent."""
    may_consent = institution.pk in roles_of(request.user).represents
    standing = {"is_listed": institution.is_listed, "shows": institution.shows}
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=standing)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.consent(institution=institution, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Noted. The directory shows just that."))
            return redirect("institutions:consents", institution.slug)
    context = {
        "institution": institution, "form": form, "may_consent": may_consent,
        "entry": Entry.of(institution) if institution.is_listed else None,
        "is_settled": institution.contracts.in_force().exists(),
    }  # fmt: skip
    return render(request, "institutions/ours/consents.html", context)
