"""A person's inbox. Opening a message changes nothing; that it was read is posted by the page, or by a button."""

import base64
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.notifications import services
from commons.notifications.models import Message

PER_PAGE = 20


@never_cache
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every message to the person: unread ones first."""
    messages = Message.objects.inbox_of(request.user).unread_first().defer("text", "html", "attachments")
    page = Paginator(messages, PER_PAGE).get_page(request.GET.get("page"))
    # Unread ones come first, so the first line of the list knows whether there are any.
    has_unread = any(not message.is_read for message in page)
    return render(request, "notifications/inbox.html", {"page": page, "has_unread": has_unread})


@never_cache
@login_required
@require_safe
def message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message, with its files and a way to what it is about."""
    return render(request, "notifications/message.html", {"message": _own(request, pk)})


@login_required
@require_POST
def read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that the message was read; for a script, answer with the piece of the page that changes."""
    found = _own(request, pk)
    services.mark_read(message=found, at=timezone.now())
    if request.headers.get("HX-Request"):
        found.refresh_from_db(fields=["read_at"])
        return render(request, "notifications/_read_state.html", {"message": found})
    return redirect("me:messages")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything in the inbox was read."""
    services.mark_all_read(recipient=request.user, at=timezone.now())
    return redirect("me:messages")


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """One of the message's files, for saving; counted from 1."""
    attachments: list[dict[str, Any]] = _own(request, pk).attachments
    if not 1 <= number <= len(attachments):
        raise Http404
    found = attachments[number - 1]
    disposition = content_disposition_header(as_attachment=True, filename=found["name"])
    response = HttpResponse(base64.b64decode(found["content"]), content_type=found["mimetype"])
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _own(request: HttpRequest, pk: uuid.UUID) -> Message:
    return get_object_or_404(Message.objects.inbox_of(request.user), pk=pk)
