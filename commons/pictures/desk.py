"""The page on which staff choose the picture of something, say what it shows, or take it away.

Whose page it is, and who may open it, is for the desk that hands it over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.lib.errors import Refusal
from commons.pictures.forms import PictureForm
from commons.pictures.models import Picture


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """Something that has a picture, or may have one, as its desk knows it."""

    name: str
    picture: Picture | None
    url: str
    """Its own page at the desk."""
    list_name: str
    list_url: str
    """The page above that one."""
    remove_url: str
    show: Callable[..., None]
    """Takes `file` (None: only other words), `alts`, `editor` and `at`; raises PictureTooBig or UnusablePicture."""


def picture_page(request: HttpRequest, pictured: Pictured) -> HttpResponse:
    """The picture and what it shows; saved, the page says how it stands."""
    form = PictureForm(request.POST or None, request.FILES or None, picture=pictured.picture)
    if request.method == "POST" and form.is_valid() and _show(request, pictured, form):
        return HttpResponseRedirect(request.path)
    return render(request, "pictures/desk_picture.html", {"pictured": pictured, "form": form})


def picture_removed(request: HttpRequest, pictured: Pictured, remove: Callable[[], Any]) -> HttpResponse:
    """Show no picture any more, and go back to what had it."""
    remove()
    messages.success(request, _("The picture is gone."))
    return HttpResponseRedirect(pictured.url)


def _show(request: HttpRequest, pictured: Pictured, form: PictureForm) -> bool:
    """Save what was sent; False when it is refused, which the form then says."""
    file = form.cleaned_data["file"]
    try:
        pictured.show(file=file, alts=form.alts(), editor=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_refusal(refusal)
        return False
    said = _("The picture is being prepared. Residents see it in a moment.") if file else _("Saved.")
    messages.success(request, said)
    return True
