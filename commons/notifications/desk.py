"""What staff see of messages: which did not arrive, why, and a way to send them again. Never what they say."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.notifications import desks, services
from commons.notifications.forms import DeliveryFilter
from commons.notifications.models import Delivery, DeliveryQuerySet, has_words

PER_PAGE = 50
View = Callable[[HttpRequest, DeliveryQuerySet], HttpResponse]


def for_staff(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the view the deliveries that the person looks after; for those who look after none it does not exist."""

    @wraps(view)
    def scoped(request: HttpRequest) -> HttpResponse:
        labels = desks.labels_of(request.user)
        if labels is not None and not labels:
            raise Http404
        return view(request, Delivery.objects.at_desks(labels))

    return never_cache(login_required(scoped))


@for_staff
@require_safe
def deliveries(request: HttpRequest, scope: DeliveryQuerySet) -> HttpResponse:
    """What failed, or what still waits."""
    form = DeliveryFilter(request.GET)
    rows = form.found_in(scope).select_related("message__recipient").defer("message__text", "message__html")
    at = timezone.now()
    counts = _counts(scope, form.condition(), at)
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts["found"]  # counted with the others, in one statement
    page = paginator.get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "counts": counts, "now": at, **form.answers()}
    context["resendable"] = {delivery.pk for delivery in page if delivery.message.has_words_at(at)}
    _say_where_corrected(page.object_list, request)
    return render(request, "notifications/desk_deliveries.html", context)


@for_staff
@require_POST
def resend(request: HttpRequest, scope: DeliveryQuerySet) -> HttpResponse:
    """Send the ticked failures again, or all that fit the filter; or take the ticked ones from the list."""
    form = DeliveryFilter(request.POST)
    if "drop" in request.POST:
        _drop(request, _ticked(request, scope))
        return _list(form)
    chosen = form.found_in(scope) if "all" in request.POST else _ticked(request, scope)
    count = services.resend(deliveries=chosen, at=timezone.now())
    if count:
        text = ngettext("%(count)d message is on its way again.", "%(count)d messages are on their way again.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, gettext("Nothing was sent: tick a message that failed first."))
    return _list(form)


def _say_where_corrected(deliveries: Iterable[Delivery], request: HttpRequest) -> None:
    """Put down with each delivery on which page its address is put right, if the person may do that."""
    guests = [delivery.message for delivery in deliveries if delivery.message.recipient_id is None]
    pages = desks.corrections_of(guests, request.user) if guests else {}
    for delivery in deliveries:
        delivery.corrected_at = pages.get(delivery.message_id, "")  # type: ignore[attr-defined]


def _ticked(request: HttpRequest, scope: DeliveryQuerySet) -> DeliveryQuerySet:
    return scope.filter(pk__in=[pk for pk in request.POST.getlist("delivery") if pk.isdecimal() and len(pk) < 19])


def _drop(request: HttpRequest, chosen: DeliveryQuerySet) -> None:
    if count := services.drop(deliveries=chosen):
        text = ngettext("%(count)d message is off the list.", "%(count)d messages are off the list.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, gettext("Nothing was changed: tick a message that failed first."))


def _list(form: DeliveryFilter) -> HttpResponse:
    """Back to the list, with what it was narrowed by."""
    query = {name: value for name, value in form.answers().items() if value and value != Delivery.State.FAILED}
    address = reverse("messages-desk:list")
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def _counts(scope: DeliveryQuerySet, found: Q, at: datetime) -> dict[str, Any]:
    failed, queued = Q(state=Delivery.State.FAILED), Q(state=Delivery.State.QUEUED)
    return scope.filter(failed | queued).aggregate(
        failed=Count("pk", filter=failed),
        queued=Count("pk", filter=queued),
        oldest=Min("message__created_at", filter=queued),
        found=Count("pk", filter=found),
        resendable=Count("pk", filter=found & failed & has_words(at)),
    )
