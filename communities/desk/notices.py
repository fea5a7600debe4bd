"""Notices as staff write, preview, publish and take them down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from commons.lib.languages import OWN_NAMES, Language, html_lang
from commons.translations.texts import text_of
from communities import services
from communities.desk.communities import staffed_or_404
from communities.forms import NoticeForm, PublishForm
from communities.models import Notice, Stage


def notice_or_404(request: AuthenticatedRequest, reference: str) -> Notice:
    """The notice with this reference, if it is one of the person's communities."""
    return get_object_or_404(Notice.objects.staffed_by(request.user).select_related("community"), reference=reference)


@desk_page
@require_http_methods(["GET", "POST"])
def notice(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A notice as residents of each language would see it, and what to do with it next."""
    shown = notice_or_404(request, reference)
    at = timezone.now()
    stage = shown.stage(at)
    form = PublishForm(request.POST or None, initial=_plan_of(shown, stage))
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_notice(
                notice=shown,
                publish_at=form.cleaned_data["publish_at"],
                expires_at=form.cleaned_data["expires_at"],
                at=at,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            said = _("Published.") if shown.stage(at) == Stage.OUT else _("It will be published at the time you chose.")
            messages.success(request, said)
            return redirect("communities-desk:notice", reference)
    context = {"notice": shown, "stage": stage, "form": form, "previews": _previews(shown)}
    return render(request, "communities/desk_notice.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def new_notice(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Write a new notice of a community."""
    return _edit(request, Notice(community=staffed_or_404(request, slug)))


@desk_page
@require_http_methods(["GET", "POST"])
def edit_notice(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change a notice's texts, in three languages side by side."""
    return _edit(request, notice_or_404(request, reference))


@desk_page
@require_POST
def take_down(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Hide a notice from residents."""
    services.take_down_notice(notice=notice_or_404(request, reference), at=timezone.now())
    messages.success(request, _("Residents do not see the notice any more."))
    return redirect("communities-desk:notice", reference)


@desk_page
@require_POST
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Throw a draft away."""
    shown = notice_or_404(request, reference)
    if not services.discard_notice(notice=shown):
        messages.error(request, _("Only a draft can be thrown away. Take the notice down first."))
        return redirect("communities-desk:notice", reference)
    messages.success(request, _("The draft is gone."))
    return redirect("communities-desk:detail", shown.community.slug)


def _edit(request: AuthenticatedRequest, edited: Notice) -> HttpResponse:
    form = NoticeForm(request.POST or None, instance=edited, editor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_notice(
                notice=form.instance,
                changed=form.changed_translations,
                minor=form.is_minor_edit,
                editor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("communities-desk:notice", form.instance.reference)
    return render(request, "communities/desk_edit_notice.html", {"notice": edited, "form": form})


def _plan_of(shown: Notice, stage: Stage) -> dict[str, object]:
    is_later = stage == Stage.SCHEDULED
    return {
        "when": "later" if is_later else "now",
        "publish_at": shown.publish_at if is_later else None,
        "expires_at": None if stage == Stage.OVER else shown.expires_at,
    }


def _previews(shown: Notice) -> list[dict[str, object]]:
    return [
        {
            "own_name": OWN_NAMES[code],
            "lang": html_lang(code),
            "title": text_of(shown, "title", code),
            "body": text_of(shown, "body", code),
        }
        for code in Language.values
    ]
