"""A notarial case from the first paper to the collected certificate. The notary office decides; this writes it down."""

from collections.abc import Collection
from datetime import date, datetime

from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.lib.references import new_reference
from commons.scheduling.working_days import Calendar
from legal_services.errors import notarial as errors
from legal_services.models import (
    NotarialAct,
    NotarialCase,
    NotarialPaper,
    NotarialPause,
    NotarialStep,
    Person,
    Service,
)
from legal_services.models.apostille import route_to
from legal_services.notarial_clock import Clock, Stop
from legal_services.services.case_news import NOTARIAL, tell_of_news
from legal_services.services.matters import open_matter
from legal_services.services.transactions import one_transaction

State = NotarialCase.State
What = NotarialStep.What
TOLD = (State.APPLIED, State.ACCEPTED, State.ISSUED, State.AUTHENTICATED, State.REFUSED)
"""The steps that the client is written about; what they do themselves they know."""


@one_transaction
def open_case(
    *, client: Person, act: NotarialAct, destination: str, by: User, at: datetime, copies: int = 1, office: str = ""
) -> NotarialCase:
    """Open a case with its matter. Act and destination decide the route and the papers that are asked for."""
    today = day_in_beijing(at)
    route = route_to(destination, on=today)
    matter = open_matter(kind=Service.Kind.NOTARIAL, topic=None, client=client, by=by, at=at)
    case = NotarialCase.objects.create(
        reference=new_reference(NOTARIAL), matter=matter, applicant=client, act=act, destination=destination,
        route=route, copies=copies, office=office, created_at=at, changed_at=at,
    )  # fmt: skip
    needed = [item for item in act.items.all() if item.is_needed(route=route, country=destination)]
    NotarialPaper.objects.bulk_create(NotarialPaper(case=case, item=item, asked_on=today) for item in needed)
    _write_down(case, What.OPENED, on=today, by=by, at=at)
    return case


@one_transaction
def step(
    *, case: NotarialCase, to: str, on: date, by: User, at: datetime, note: str = "", collected_by: str = "",
    office_number: str = "",
) -> NotarialCase:  # fmt: skip
    """Move a case on, as of a day that is neither in the future nor before the step that came last.

    Raises NotFromHere, DayOutOfOrder, ClockStandsStill (issuing while the clock stands still), CollectorMissing or
    ReasonMissing (an end needs its reason in `note`).
    """
    case = _locked(case)
    if to not in case.NEXT[case.state]:
        raise errors.NotFromHere
    _refuse_day(case, on, at)
    if to == State.ISSUED and case.pauses.filter(ends_on=None).exists():
        raise errors.ClockStandsStill
    case.state, case.changed_at = to, at
    case.office_number = office_number or case.office_number
    _note_facts(case, on=on, note=note, collected_by=collected_by)
    case.save()
    if case.has_ended:
        case.pauses.filter(ends_on=None).update(ends_on=on)
    written = _write_down(case, to, on=on, by=by, at=at, note=note)
    if to in TOLD:
        _tell(case, written, at=at)
    return case


@one_transaction
def pause(
    *, case: NotarialCase, reason: str, on: date, by: User, at: datetime, note: str = "", asked: Collection[str] = ()
) -> NotarialPause:
    """Stop the clock because papers are to be added, the office verifies, or force majeure; the client is told.

    `asked` are the papers to add, each in the words of the staff. Raises NotFromHere, DayOutOfOrder, PausedThen or
    ClockStandsStill.
    """
    case = _locked(case)
    if case.state != State.ACCEPTED:
        raise errors.NotFromHere
    _refuse_day(case, on, at)
    stopped = NotarialPause.objects.create(case=case, reason=reason, note=note, begins_on=on)
    NotarialPaper.objects.bulk_create(NotarialPaper(case=case, asked=text, asked_on=on) for text in asked)
    _set_clock(case, at=at)
    _tell(case, _write_down(case, What.PAUSED, on=on, by=by, at=at, note=note), at=at)
    return stopped


@one_transaction
def resume(*, case: NotarialCase, on: date, by: User, at: datetime, note: str = "") -> NotarialCase:
    """Let the clock go on: what was missing has come on this day. Raises ClockRuns or DayOutOfOrder."""
    case = _locked(case)
    stopped = case.pauses.filter(ends_on=None).first()
    if stopped is None:
        raise errors.ClockRuns
    _refuse_day(case, on, at)
    stopped.ends_on = on
    stopped.save(update_fields=["ends_on"])
    _set_clock(case, at=at)
    _write_down(case, What.RESUMED, on=on, by=by, at=at, note=note)
    return case


@one_transaction
def hand_in(*, case: NotarialCase, papers: Collection[int], on: date, at: datetime) -> int:
    """Note that the client has handed in these papers, and none of the others; says how many are still missing."""
    case = _locked(case)
    case.papers.filter(pk__in=papers, handed_on=None).update(handed_on=on)
    case.papers.exclude(pk__in=papers).update(handed_on=None)
    NotarialCase.objects.filter(pk=case.pk).update(changed_at=at)
    return case.papers.filter(handed_on=None).count()


@one_transaction
def recount(*, at: datetime) -> int:
    """Set every running clock by the calendar as it is now known; says how many last days moved.

    The State Council's notice for a year comes in November: what was counted before it may be a day off.
    """
    moved = 0
    running = NotarialCase.objects.select_for_update(no_key=True, of=("self",)).filter(state=State.ACCEPTED)
    for case in running.order_by("pk"):
        before = case.due_on
        case.due_on = clock_of(case).due_on
        if case.due_on != before:
            case.changed_at = at
            case.save(update_fields=["due_on", "changed_at"])
            moved += 1
    return moved


def clock_of(case: NotarialCase, calendar: Calendar | None = None) -> Clock:
    """The clock of a case that the office has accepted; two statements, one without its calendar."""
    assert case.accepted_on is not None
    calendar = calendar or Calendar.for_window(case.accepted_on)
    stops = [Stop(stopped.begins_on, stopped.ends_on) for stopped in case.pauses.all()]
    return Clock(case.accepted_on, stops, calendar.is_working_day)


def _locked(case: NotarialCase) -> NotarialCase:
    """The case as it stands, its row locked: its state, its pauses and its papers change behind it."""
    locked = NotarialCase.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("applicant__user", "applicant__root__user").get(pk=case.pk)


def _refuse_day(case: NotarialCase, on: date, at: datetime) -> None:
    """Raise for a day in the future or before the last step."""
    last = case.steps.order_by("-on").values_list("on", flat=True).first()
    first, today = last or day_in_beijing(case.created_at), day_in_beijing(at)
    if not first <= on <= today:
        raise errors.DayOutOfOrder(first=first, last=today)


def _note_facts(case: NotarialCase, *, on: date, note: str, collected_by: str) -> None:
    """What the new state says about the case."""
    if case.state == State.APPLIED:
        case.applied_on = on
    elif case.state == State.GATHERING:
        case.applied_on = None
    elif case.state == State.ACCEPTED:
        case.accepted_on = on
        case.due_on = clock_of(case).due_on
    elif case.state == State.ISSUED:
        case.issued_on = on
    elif case.state == State.COLLECTED:
        case.collected_on, case.collected_by = on, collected_by.strip()
    else:
        case.ended_because = note if case.state in (State.REFUSED, State.WITHDRAWN) else ""


def _set_clock(case: NotarialCase, *, at: datetime) -> None:
    case.due_on, case.changed_at = clock_of(case).due_on, at
    case.save(update_fields=["due_on", "changed_at"])


def _write_down(case: NotarialCase, what: str, *, on: date, by: User, at: datetime, note: str = "") -> NotarialStep:
    return NotarialStep.objects.create(case=case, what=what, on=on, note=note, at=at, by=by)


def _tell(case: NotarialCase, written: NotarialStep, *, at: datetime) -> None:
    """Write to the client that there is news, once for each step."""
    key = f"notarial:{case.pk}:{written.pk}"
    tell_of_news(person=case.applicant, reference=case.reference, key=key, at=at)
