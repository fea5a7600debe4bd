"""The sample's notarial acts, notarial cases and mediations, in every state that they can have."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import BEIJING
from commons.translations.services import record_edit
from legal_services.errors.mediation import MediatorIsBusy
from legal_services.models import (
    Mediation,
    MediationParty,
    NotarialAct,
    NotarialCase,
    NotarialItem,
    Person,
    Practitioner,
    Topic,
)
from legal_services.services import notarial, people
from legal_services.services.mediation import agreements, notes, parties, sessions
from portal.sample import columns, read
from portal.sample.places import made

WAY = MediationParty.Way.COUNTER
LATER = timedelta(hours=1)
"""Between the things that are done on one day."""
OFFICE = "示例公证处"
COURT = "示例法院"


def load_cases(signed_up: dict[str, User], at: datetime) -> None:
    """Acts once, cases and mediations once; `signed_up` are those who sign in, by role."""
    load_acts(signed_up["manager"], at)
    if NotarialCase.objects.exists() or Mediation.objects.exists():
        return
    clerk = signed_up["clerk"]
    for told in read("cases")["case"]:
        _load_case(told, signed_up, clerk, at)
    for told in read("cases")["mediation"]:
        _load_mediation(told, signed_up, clerk, at)


def load_acts(by: User, at: datetime) -> None:
    """The acts that are not there yet, with what each needs."""
    for position, told in enumerate(read("cases")["act"]):
        if NotarialAct.objects.filter(slug=told["slug"]).exists():
            continue
        act, changed = made(NotarialAct, told, "slug", position=position)
        act.save()
        record_edit(act, changed=changed, editor=by, at=at)
        for place, item in enumerate(told["items"]):
            row = NotarialItem(
                act=act, routes=item.get("routes", []), countries=item.get("countries", []), position=place,
                **columns("text", item["text"]),
            )  # fmt: skip
            row.save()
            record_edit(row, changed={"text": {"zh-hans", "en", "ko"}}, editor=by, at=at)


def _load_case(told: dict[str, Any], signed_up: dict[str, User], clerk: User, at: datetime) -> None:
    opened = _ago(at, told["opened"])
    case = notarial.open_case(
        client=_person(told["client"], told.get("writes", "zh-hans"), signed_up, clerk, opened),
        act=NotarialAct.objects.get(slug=told["act"]), destination=told["destination"], office=OFFICE,
        by=clerk, at=opened,
    )  # fmt: skip
    papers = list(case.papers.values_list("pk", flat=True))
    if handed := told.get("handed"):
        notarial.hand_in(case=case, papers=papers[:handed], on=opened.date(), at=opened)
    for state, days in told.get("steps", []):
        then = _ago(at, days)
        notarial.step(
            case=case, to=state, on=then.date(), by=clerk, at=then, note=told.get("because", ""),
            collected_by=told.get("collected_by", ""),
        )  # fmt: skip
    if "pause" in told:
        days, reason, note, asked = told["pause"]
        then = _ago(at, days)
        notarial.pause(case=case, reason=reason, on=then.date(), by=clerk, at=then, note=note, asked=[asked])


def _load_mediation(told: dict[str, Any], signed_up: dict[str, User], clerk: User, at: datetime) -> None:
    opened, until = _ago(at, told["opened"]), told["until"]
    mediator = Practitioner.objects.filter(mediates=True).order_by("pk").first()
    assert mediator is not None
    mediation = parties.open_mediation(
        parties=[_person(name, told["writes"], signed_up, clerk, opened) for name in told["parties"]],
        topic=Topic.objects.get(slug=told["topic"]), mediator=mediator, by=clerk, at=opened,
    )  # fmt: skip
    first, second = mediation.parties.all()
    parties.answer(party=first, accepts=True, way=WAY, by=clerk, at=opened + LATER)
    if until == "inviting":
        return
    parties.answer(party=second, accepts=until != "declined", way=WAY, by=clerk, at=opened + 2 * LATER)
    if until == "declined":
        return
    _meet(mediation, mediator, told, clerk, opened, at)
    _end(mediation, told, clerk, opened + timedelta(days=4), at)


def _meet(
    mediation: Mediation, mediator: Practitioner, told: dict[str, Any], clerk: User, opened: datetime, at: datetime
) -> None:
    """One session that was held; while they talk, another one that comes and what was written."""
    held = _session(mediation, opened + timedelta(days=1), clerk, opened + 3 * LATER)
    if held and held.ends_at <= at:
        sessions.note_held(session=held, by=clerk, at=held.ends_at)
    if told["until"] != "talking":
        return
    _session(mediation, at + timedelta(days=2), clerk, at)
    if mediator.user:
        notes.write_note(mediation=mediation, text=told["joint"], author=mediator.user, at=at - 3 * LATER)
    first = mediation.parties.all()[0]
    notes.write_to_mediator(party=first, text=told["private"], author=first.person.user, at=at - 2 * LATER)


def _session(mediation: Mediation, day: datetime, clerk: User, at: datetime) -> Any:
    """A session in the first hour that the mediator has, from a day on."""
    for days in range(14):
        for hour in (9, 10, 14, 15):
            begins = (
                (day + timedelta(days=days)).astimezone(BEIJING).replace(hour=hour, minute=0, second=0, microsecond=0)
            )
            with suppress(MediatorIsBusy):
                return sessions.plan_session(
                    mediation=mediation, starts_at=begins, minutes=60, by=clerk, at=at, place="调解室"
                )
    return None


def _end(mediation: Mediation, told: dict[str, Any], clerk: User, on: datetime, at: datetime) -> None:
    """What became of the talks."""
    until = told["until"]
    if until == "failed":
        agreements.end_without(mediation=mediation, reason=told["because"], by=clerk, at=on)
    if "text" not in told:
        return
    agreements.agree(
        mediation=mediation, form="oral" if until == "performed" else "written", text=told["text"],
        effective_on=on.date(), by=clerk, at=on,
    )  # fmt: skip
    wanting = mediation.parties.all() if until == "confirmed" else mediation.parties.all()[:1]
    for party in wanting:
        agreements.want_confirmation(party=party, wants=True, at=on + timedelta(days=1))
    if until == "confirmed":
        applied, decided = on + timedelta(days=6), on + timedelta(days=20)
        agreements.apply_for_confirmation(mediation=mediation, on=applied.date(), court=COURT, by=clerk, at=applied)
        agreements.note_decision(mediation=mediation, confirmed=True, on=decided.date(), by=clerk, at=decided)
    if until in {"performed", "broken"}:
        asked = on + timedelta(days=32)
        outcome = "performed" if until == "performed" else "not-performed"
        agreements.follow_up(mediation=mediation, outcome=outcome, by=clerk, at=min(asked, at))


def _person(name: str, writes: str, signed_up: dict[str, User], clerk: User, at: datetime) -> Person:
    """The client of a role that signs in, or of a made-up name; the same each time."""
    user = signed_up.get(name)
    known = Person.objects.filter(user=user) if user else Person.objects.filter(name=name, user=None)
    if found := known.first():
        return found.root or found
    if user:
        return people.add_person(
            name=user.full_name, other_names=[user.local_name] if user.local_name else [], language=user.language,
            writes=user.language, country=str(user.country), user=user, by=clerk, at=at,
        )  # fmt: skip
    return people.add_person(name=name, writes=writes, language=writes, by=clerk, at=at)


def _ago(at: datetime, days: int) -> datetime:
    """So many days ago, in the morning in Beijing; not after now."""
    morning = (at - timedelta(days=days)).astimezone(BEIJING).replace(hour=9, minute=0, second=0, microsecond=0)
    return min(morning, at.astimezone(BEIJING))
