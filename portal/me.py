"""The resident's own start page: what needs them first, then what is next."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.accounts.models import User
from commons.notifications.models import Message
from events.editions import read_events
from events.models import Event, Registration
from events.querysets import RegistrationQuerySet, sessions_with_venues
from institutions.own_enquiries import own_enquiries
from institutions.own_institutions import own_institutions
from legal_services.models import Appointment
from legal_services.own_matters import something_waits

PAST_PER_PAGE = 10
LATEST_MESSAGES = 3
COMING_APPOINTMENTS = 5
MOST_NEWS = 20
NEWS = ("events/changed", "events/called_off")
"""The messages that change a person's plans: they stay on top until they are read."""
SUGGESTED = 3


@signed_in
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Everything of the person's at a glance."""
    at = timezone.now()
    own = Registration.objects.of_resident(request.user)
    current = list(own.current(at).with_position().with_event())
    paginator = Paginator(own.past(at).with_event(), PAST_PER_PAGE)
    paginator.count, unconfirmed, legal_asks = small_facts(request.user, own.past(at), at)
    past = paginator.get_page(request.GET.get("page"))
    prefetch_related_objects([*current, *past], sessions_with_venues("event__sessions"))
    appointments = Appointment.objects.of_client(request.user).coming().filter(ends_at__gt=at).for_pages()
    messages = list(Message.objects.inbox_of(request.user).unread_first()[:MOST_NEWS])
    institutions = own_institutions(request.user)
    context = {
        "institutions": institutions,
        "enquiries": own_enquiries(request.user),
        "at": at,
        "applications": [one for one in institutions if one.needs_you],
        "legal_asks": legal_asks,
        "offers": [registration for registration in current if registration.offer_stands(at)],
        "news": [message for message in messages if message.template in NEWS and not message.read_at],
        "unconfirmed": unconfirmed,
        "next": [registration for registration in current if registration.state == Registration.State.CONFIRMED],
        "waiting": [registration for registration in current if registration.state == Registration.State.WAITING],
        "past": past,
        "appointments": list(appointments[:COMING_APPOINTMENTS]),
        "latest": messages[:LATEST_MESSAGES],
        "suggested": [] if current or past.paginator.count else joinable(at),
    }
    return render(request, "portal/me.html", context)


def small_facts(user: User, past: RegistrationQuerySet, at: datetime) -> tuple[int, str, bool]:
    """How many registrations are past, the e-mail address if the person has not confirmed yet that it is theirs, and
    whether something in their legal matters waits for them.

    One statement for three small facts: the page has many to gather.
    """
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=user.email or "", verified=True)
    counted = past.order_by().values("resident").annotate(number=Count("pk")).values("number")
    facts = Coalesce(Subquery(counted), 0), Exists(verified), something_waits(user, at=at)
    number, is_confirmed, legal_asks = User.objects.filter(pk=user.pk).values_list(*facts).get()
    return number, user.email if user.email and not is_confirmed else "", legal_asks


def joinable(at: datetime) -> list[Event]:
    """The next activities that one can join: for a person who has none."""
    return read_events(Event.objects.listed(at).with_places_left(at).in_order_of_time(at)[:SUGGESTED])
