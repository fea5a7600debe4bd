"""What waits for somebody in the legal service area today, in short, for the first page of the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.accounts.access import AuthenticatedRequest
from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.lib.todos import Todo
from legal_services.desk.own_work import own_appointments
from legal_services.desk.video_links import missing_for
from legal_services.models import Appointment, Call, ConflictCheck, Mediation, NotarialCase, QueueTicket, ServiceRecord
from legal_services.roles import Roles, roles_of

State = Appointment.State
MOST_SHOWN = 12


@dataclass(frozen=True)
class Today:
    """What waits; the counter's figures of the day; the person's own appointments of the day."""

    todos: list[Todo] = field(default_factory=list)
    counter: dict[str, int] = field(default_factory=dict)
    own: list[Appointment] = field(default_factory=list)
    is_clerk: bool = False
    lists_own: bool = False


def rows_of(request: AuthenticatedRequest, at: datetime) -> dict[str, QuerySet[Any]]:
    """The rows whose number the person is told, by name; for `count_together`. Empty for those who do not work here."""
    roles, today = roles_of(request.user), day_in_beijing(at)
    in_leave = Appointment.objects.in_leave(at)
    due, talks = ServiceRecord.objects.to_follow_up(today), Mediation.objects.with_follow_up_due(today)
    rows: dict[str, QuerySet[Any]] = {}
    if roles.is_clerk or roles.practitioner_id is not None:
        rows["linkless"] = missing_for(roles, Appointment.objects.without_link(at))
    if key := roles.practitioner_id:
        rows["own"] = Appointment.objects.of_practitioner(key).coming().on_day(today)
        rows["in_leave"] = in_leave.of_practitioner(key)
        rows["due"] = due.filter(practitioner=key)
        rows["talks"] = talks.filter(matter__assignments__practitioner=key, matter__assignments__until=None)
    if roles.is_clerk:
        rows |= (
            _at_the_counter(today)
            | {"calls": Call.objects.due(at)}
            | {"overdue": NotarialCase.objects.overdue(today), "due": due, "talks": talks}
        )
    if roles.is_clerk or roles.is_manager:
        asked = ConflictCheck.objects.filter(state=ConflictCheck.State.ASKED)
        rows |= {"in_leave": in_leave, "conflicts": asked.exclude(asked_by=request.user)}
    return rows


def count_together(user: User, rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows there are of each; one statement for all of them."""
    values: dict[str, Any] = {name: _number_of(some) for name, some in rows.items()}
    found: Mapping[str, Any] = User.objects.filter(pk=user.pk).values(**values).get()
    return {name: found[name] for name in rows}


def today_of(request: AuthenticatedRequest, numbers: Mapping[str, int], at: datetime, *, in_short: bool) -> Today:
    """What waits for the person today, of which `numbers` were counted.

    Their own appointments are listed at the price of a statement, or only counted when it is to be said in short.
    """
    roles, today = roles_of(request.user), day_in_beijing(at)
    is_practitioner = roles.practitioner_id is not None
    mine = own_appointments(request, today) if is_practitioner and not in_short else []
    todos = [("own", _own)] * in_short + _todos(roles)
    return Today(
        todos=[make(number) for name, make in todos if (number := numbers.get(name, 0))],
        counter={name: numbers[name] for name in _at_the_counter(today)} if roles.is_clerk else {},
        own=[one for one in mine if day_in_beijing(one.starts_at) == today][:MOST_SHOWN],
        is_clerk=roles.is_clerk,
        lists_own=is_practitioner and not in_short,
    )


def _at_the_counter(today: date) -> dict[str, QuerySet[Any]]:
    day = Appointment.objects.on_day(today)
    return {
        "expected": day.filter(state=State.BOOKED),
        "here": day.filter(state__in=[State.ARRIVED, State.IN_ROOM]),
        "queue": QueueTicket.objects.filter(day__day=today, state=QueueTicket.State.WAITING),
        "over": day.filter(state__in=[State.DONE, State.NO_SHOW]),
    }


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(n=Count("pk", distinct=True)).values("n")), 0)


def _todos(roles: Roles) -> list[tuple[str, Callable[[int], Todo]]]:
    """How each number is said, the most pressing first."""
    return [
        ("calls", _calls),
        ("in_leave", lambda n: _in_leave(n, roles)),
        ("linkless", _linkless),
        ("conflicts", _conflicts),
        ("overdue", _overdue),
        ("due", lambda n: _due(n, roles)),
        ("talks", _talks),
    ]


def _calls(n: int) -> Todo:
    words = ngettext("%(n)s client is to be called", "%(n)s clients are to be called", n) % {"n": n}
    hint = _("They left nothing but a phone number.")
    return Todo("phone-outgoing", words, hint, reverse("legal-desk:calls"), _("Call them"))


def _linkless(n: int) -> Todo:
    words = ngettext("%(n)s video call has no link yet", "%(n)s video calls have no link yet", n) % {"n": n}
    hint = _("Without it the client cannot join.")
    return Todo("video", words, hint, reverse("legal-desk:video_links"), _("Give the links"))


def _in_leave(n: int, roles: Roles) -> Todo:
    words = ngettext("%(n)s appointment lies in somebody’s leave", "%(n)s appointments lie in somebody’s leave", n) % {
        "n": n
    }
    if roles.is_clerk or roles.is_manager:
        url = reverse("legal-desk:closed_times")
    else:
        url = reverse("legal-desk:touched", args=[roles.practitioner_id])
    return Todo("calendar-x", words, _("Ask the clients to choose another time, or move them."), url, _("Find times"))


def _own(n: int) -> Todo:
    words = ngettext("%(n)s client comes to you today", "%(n)s clients come to you today", n) % {"n": n}
    return Todo("calendar-clock", words, "", reverse("legal-desk:own_work"), _("Look at them"))


def _conflicts(n: int) -> Todo:
    words = ngettext(
        "%(n)s possible conflict waits for a second person", "%(n)s possible conflicts wait for a second person", n
    )
    hint = _("Until then nobody reads what the client told.")
    return Todo("scale", words % {"n": n}, hint, reverse("legal-desk:conflicts"), _("Decide"))


def _overdue(n: int) -> Todo:
    words = ngettext("%(n)s notarial case is overdue", "%(n)s notarial cases are overdue", n) % {"n": n}
    hint = _("The office had 15 working days. Ask it, and tell the client.")
    return Todo("stamp", words, hint, reverse("legal-desk:notarial_list") + "?tab=overdue", _("Look at them"))


def _due(n: int, roles: Roles) -> Todo:
    words = ngettext("%(n)s session is to be followed up", "%(n)s sessions are to be followed up", n) % {"n": n}
    is_own = roles.practitioner_id is not None and not roles.is_clerk
    url = reverse("legal-desk:own_work") if is_own else reverse("legal-desk:records") + "?mark=follow-up"
    return Todo("bell-ring", words, _("The client was promised to hear from the area."), url, _("Look at them"))


def _talks(n: int) -> Todo:
    words = ngettext("%(n)s agreement is to be asked about", "%(n)s agreements are to be asked about", n) % {"n": n}
    hint = _("Ask the parties whether what they agreed is performed.")
    return Todo("handshake", words, hint, reverse("legal-desk:mediation_list") + "?tab=due", _("Look at them"))
