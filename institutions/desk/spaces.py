"""The officers' spaces: what there is, what is said of each, its hours and when it is closed."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.pictures.forms import PictureForm
from commons.scheduling.forms import WeeklyHoursForm
from commons.scheduling.models import DatedException
from commons.scheduling.spans import Span
from institutions.access import officer_page
from institutions.forms.space_care import ClosingForm, SpaceForm, standing_rules
from institutions.models import Booking, Space
from institutions.services import space_care


def space_or_404(slug: str) -> Space:
    """The space, in use or not."""
    related = ("resource", "area__venue", "picture", "assigned_to")
    return get_object_or_404(Space.objects.select_related(*related), slug=slug)


@officer_page
@require_safe
def space_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every space, and how many bookings each has to come."""
    at = timezone.now()
    coming = Count("bookings", filter=Q(bookings__state__in=Booking.STANDING, bookings__ends_at__gt=at))
    spaces = Space.objects.select_related("area", "resource", "assigned_to").annotate(coming=coming)
    closings = DatedException.objects.filter(
        resource__space__isnull=False, opens=False, during__endswith__gt=at
    ).select_related("resource__space")
    shown = {"spaces": spaces.order_by("position", "slug"), "closings": closings.order_by("during")[:20]}
    return render(request, "institutions/spaces_desk/list.html", shown)


@officer_page
@require_http_methods(["GET", "POST"])
def space_add(request: AuthenticatedRequest) -> HttpResponse:
    """A new space; its hours come next."""
    form = SpaceForm(request.POST or None, initial={"keeps_calendar": True})
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        messages.success(request, _("The space is added. Give it its hours now: without them nobody can book it."))
        return redirect("institutions-desk:space_hours", form.instance.slug)
    return render(request, "institutions/spaces_desk/edit.html", {"form": form, "space": None})


@officer_page
@require_http_methods(["GET", "POST"])
def space(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What is said of a space, and how it is booked."""
    shown = space_or_404(slug)
    form = SpaceForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        messages.success(request, _("Saved. Everybody sees it now."))
        return redirect("institutions-desk:space", slug)
    return render(request, "institutions/spaces_desk/edit.html", {"form": form, "space": shown})


@officer_page
@require_http_methods(["GET", "POST"])
def hours(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """When a space is open in the week."""
    shown, at = space_or_404(slug), timezone.now()
    form = WeeklyHoursForm(request.POST or None, rules=standing_rules(shown, day_in_beijing(at)))
    if request.method == "POST" and form.is_valid():
        outside = space_care.set_hours(space=shown, rules=form.hours(), by=request.user, at=at)
        messages.success(request, _("The hours are saved."))
        if outside:
            said = ngettext(
                "%(n)d booking is outside the hours now. It stands: talk to those who made it.",
                "%(n)d bookings are outside the hours now. They stand: talk to those who made them.", len(outside),
            )  # fmt: skip
            messages.warning(request, said % {"n": len(outside)})
        return redirect("institutions-desk:space_hours", slug)
    return render(request, "institutions/spaces_desk/hours.html", {"form": form, "space": shown})


@officer_page
@require_http_methods(["GET", "POST"])
def picture(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """A space's picture and what it shows; sent with `remove`, it is taken away."""
    shown = space_or_404(slug)
    if request.method == "POST" and "remove" in request.POST:
        space_care.remove_picture(space=shown)
        messages.success(request, _("The picture is gone."))
        return redirect("institutions-desk:space_picture", slug)
    form = PictureForm(request.POST or None, request.FILES or None, picture=shown.picture)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            space_care.show_picture(space=shown, file=file, alts=form.alts(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, _("The picture is being prepared. It is seen in a moment.") if file else _("Saved.")
            )
            return redirect("institutions-desk:space_picture", slug)
    return render(request, "institutions/spaces_desk/picture.html", {"form": form, "space": shown})


@officer_page
@require_http_methods(["GET", "POST"])
def closings(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """When a space is closed; those whose bookings a new closing touches are told at once."""
    shown, at = space_or_404(slug), timezone.now()
    form = ClosingForm(request.POST or None, at=at, initial={"first": day_in_beijing(at)})
    if request.method == "POST" and form.is_valid():
        _closing, touched = space_care.close(
            space=shown, during=form.cleaned_data["during"], reason=form.cleaned_data["reason"], by=request.user, at=at
        )
        said = ngettext(
            "The space is closed then. %(n)d booking is touched; those who made it are told.",
            "The space is closed then. %(n)d bookings are touched; those who made them are told.", len(touched),
        )  # fmt: skip
        messages.success(request, said % {"n": len(touched)})
        return redirect("institutions-desk:space_closings", slug)
    listed = _closings_of(shown, at)
    return render(request, "institutions/spaces_desk/closings.html", {"form": form, "space": shown, "closings": listed})


@officer_page
@require_POST
def reopen(request: AuthenticatedRequest, slug: str, closing: int) -> HttpResponse:
    """Take a closing back."""
    shown = space_or_404(slug)
    found = get_object_or_404(
        DatedException.objects.select_related("resource"), pk=closing, resource=shown.resource, opens=False
    )
    space_care.reopen(closing=found, at=timezone.now())
    messages.success(request, _("The space is open again then."))
    return redirect("institutions-desk:space_closings", slug)


def _closings_of(space: Space, at: datetime) -> list[tuple[DatedException, list[Booking]]]:
    """The closings that are not over, each with the bookings that stand in it; two statements."""
    standing = DatedException.objects.filter(resource=space.resource, opens=False, during__endswith__gt=at)
    coming = list(Booking.objects.coming(at).filter(space=space).select_related("institution"))
    return [
        (one, [booking for booking in coming if one.span.overlaps(Span(booking.starts_at, booking.ends_at))])
        for one in standing.order_by("during")
    ]


def _save(request: AuthenticatedRequest, form: SpaceForm) -> None:
    space_care.save_space(
        space=form.instance, keeps_calendar=form.cleaned_data["keeps_calendar"], changed=form.changed_translations,
        minor=form.is_minor_edit, by=request.user, at=timezone.now(),
    )  # fmt: skip
