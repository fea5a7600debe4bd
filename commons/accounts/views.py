"""The person's own pages: profile, privacy and data; and the privacy notice for everybody."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.stagekit import stash_login, unstash_login
from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons.accounts import notices, services
from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.accounts.adapter import page_language
from commons.accounts.forms import EraseForm, ProfileForm
from commons.accounts.models import User
from commons.accounts.sessions import sign_out_elsewhere, signed_in_devices
from commons.accounts.ways_back import way_back
from commons.lib import privacy as holdings
from commons.lib.errors import Refusal
from commons.lib.page_cache import public_page


class AskForNewPassword(PasswordResetView):
    """Asking for the link with which a new password is chosen; both the mail and the next page know the way back."""

    def get_success_url(self) -> str:
        """The page that says to look at the mail: whoever forgot the password cannot go back yet."""
        return self.passthrough_next_url(reverse("account_reset_password_done"))


class ChooseNewPassword(PasswordResetFromKeyView):
    """Choosing a new password with the link from the mail; then the person is signed in and goes back."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Save the password. A second step, for those who have one, leads back as well."""
        response = super().form_valid(form)
        back, login = way_back(self.request), unstash_login(self.request, peek=True)
        if back and login:
            login.redirect_url = back
            stash_login(self.request, login)
        return response


@public_page
@require_GET
def privacy_notice(request: HttpRequest, version: str = notices.CURRENT) -> HttpResponse:
    """The privacy notice in force, or an older version of it."""
    if version not in notices.VERSIONS:
        raise Http404
    language = page_language()
    context = {
        "version": version,
        "is_current": version == notices.CURRENT,
        "older": [other for other in notices.VERSIONS if other != version],
        "content": notices.template_of(version, language),
        "operator": settings.OPERATOR_NAMES[language],
        "district": settings.DISTRICT_NAMES[language],
        "portal": settings.SITE_NAMES[language],
        "contact": settings.PRIVACY_EMAIL,
    }
    return render(request, "accounts/privacy_notice.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """The person's particulars; saving another language goes on in that language."""
    form = ProfileForm(
        request.POST if request.method == "POST" else None, instance=User.objects.get(pk=request.user.pk)
    )
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, gettext("Your profile is saved."))
            return redirect("me:profile")
    return render(request, "accounts/profile.html", {"form": form, "section": "profile"})


@signed_in
@require_GET
def privacy(request: AuthenticatedRequest) -> HttpResponse:
    """What the portal holds about the person, and what they can do about it."""
    context = {
        "consents": request.user.consents.order_by("-given_at"),
        "standing": services.standing_consent(request.user),
        "current": notices.CURRENT,
        "holdings": holdings.registry(),
        "section": "privacy",
    }
    return render(request, "accounts/privacy.html", context)


@signed_in
@require_POST
def withdraw_consent(request: AuthenticatedRequest) -> HttpResponse:
    """Pause the account."""
    services.withdraw_consent(user=request.user, at=timezone.now())
    messages.success(request, gettext("Your consent is withdrawn. Your account is paused."))
    return redirect("me:privacy")


@signed_in
@require_POST
def give_consent(request: AuthenticatedRequest) -> HttpResponse:
    """Agree to the notice in force, in the language of the page."""
    services.give_consent(user=request.user, language=page_language(), at=timezone.now())
    messages.success(request, gettext("Thank you. Your consent is recorded, and your account works as before."))
    return redirect("me:privacy")


@signed_in
@require_GET
def export(request: AuthenticatedRequest) -> HttpResponse:
    """Everything that is held about the person, as a file."""
    at = timezone.now()
    content = services.export_account(user=request.user, at=at)
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="hometown-{timezone.localtime(at):%Y-%m-%d}.json"'
    return answer


@signed_in
@sensitive_post_parameters()
@reauthentication_required
@require_http_methods(["GET", "POST"])
def erase(request: AuthenticatedRequest) -> HttpResponse:
    """Erase the account, after the person proved once more who they are."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave(user=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            logout(request)
            messages.success(request, gettext("Your account is erased. Thank you for having been here."))
            return redirect("home")
    return render(request, "accounts/erase.html", {"form": form, "section": "privacy"})


@signed_in
@require_http_methods(["GET", "POST"])
def devices(request: AuthenticatedRequest) -> HttpResponse:
    """Where the person is signed in; each other device, or all of them, can be signed out."""
    here = request.session.session_key
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen.isdecimal() and len(chosen) < 19:
            sign_out_elsewhere(request.user, session_key=here, only=int(chosen))
        elif "others" in request.POST:
            sign_out_elsewhere(request.user, session_key=here)
        messages.success(request, gettext("Signed out there."))
        return redirect("usersessions_list")
    found = signed_in_devices(request.user, session_key=here, at=timezone.now())
    return render(request, "usersessions/usersession_list.html", {"sessions": found})
