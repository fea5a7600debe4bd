"""Makers of rows for the tests of the institutions' side: what a test does not say gets a plain value."""

from collections import deque
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission

from commons.accounts.models import User
from commons.lib.references import new_reference
from commons.scheduling.models import Resource, WeeklyRule
from commons.scheduling.services import reserve
from commons.scheduling.spans import Span
from institutions import states
from institutions.models import (
    Allowance,
    Application,
    Booking,
    Contract,
    Enquiry,
    EnquiryMessage,
    Institution,
    LivingRoomArea,
    Member,
    Paper,
    PaperKind,
    Product,
    Space,
    Terms,
)
from tests.documents.files import make_document
from tests.factories import NOON, in_three_languages, make_resident, make_venue

_numbers = count(1)
TODAY = NOON.date()


def make_area(**fields: Any) -> LivingRoomArea:
    """One area of the living room."""
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"area-{number}"} | in_three_languages(name=f"Area {number}", summary="An area.")
    if "venue" not in fields:
        values["venue"] = make_venue()
    return LivingRoomArea.objects.create(**values | fields)


def make_institution(*, member: User | None = None, **fields: Any) -> Institution:
    """An institution from Korea; the member, when one is named, represents it."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "reference": new_reference("O"), "slug": f"institution-{number}", "kind": "company", "country": "KR",
        "created_at": NOON,
    } | in_three_languages(name=f"Institution {number}")  # fmt: skip
    made = Institution.objects.create(**values | fields)
    if member:
        make_member(made, member)
    return made


def make_member(institution: Institution, user: User | None = None, *, duty: str = "representative") -> User:
    """Somebody who acts for the institution."""
    user = user or make_resident()
    Member.objects.create(institution=institution, user=user, duty=duty, since=NOON)
    user.__dict__.pop("_roles", None)
    return user


def make_officer(**fields: Any) -> User:
    """An officer, who receives institutions."""
    user = make_resident(**fields)
    user.user_permissions.add(
        Permission.objects.get(codename="receive_institutions", content_type__app_label="institutions")
    )
    return user


def make_terms(**fields: Any) -> Terms:
    """Terms that are in force."""
    values: dict[str, Any] = {"version": f"{next(_numbers)}", "in_force_from": date(2026, 1, 1)}
    return Terms.objects.create(**values | in_three_languages(text="The terms.") | fields)


def make_paper_kind(**fields: Any) -> PaperKind:
    """A document that everybody has to hand in."""
    number = next(_numbers)
    return PaperKind.objects.create(
        **{"slug": f"paper-{number}"} | in_three_languages(name=f"Paper {number}", hint="A copy.") | fields
    )


def make_application(institution: Institution | None = None, *, state: str = "draft", **fields: Any) -> Application:
    """An application with every question answered, brought to the state by allowed moves."""
    institution = institution or make_institution()
    area = fields.pop("area", None) or make_area()
    values: dict[str, Any] = {
        "reference": new_reference("T"), "state_since": NOON, "language": "en", "created_at": NOON,
        "representative_name": "Sample Representative", "representative_position": "Director",
        "representative_email": "representative@example.org", "authority": "legal-representative",
        "purpose": "To bring companies of both countries together.", "area": area, "desks": 2, "room_hours": 10,
        "wanted_from": TODAY + timedelta(days=30), "months": 12,
    }  # fmt: skip
    if state != "draft":
        values["submitted_at"] = NOON
    if state in {"recommended", "approved", "declined"}:
        values |= {"recommended_by": make_officer(), "verdict": "decline" if state == "declined" else "approve"}
    if state in {"approved", "declined"}:
        values |= {"decided_by": make_officer(), "decided_at": NOON}
    if state == "declined":
        values["decision_reason"] = "There is no room at present."
    made = Application.objects.create(institution=institution, **values | fields)
    _bring(made, state, states.APPLICATION_MOVES)
    return made


def make_paper(application: Application, kind: PaperKind | None = None, **fields: Any) -> Paper:
    """A document that was handed in."""
    return Paper.objects.create(
        application=application, kind=kind or make_paper_kind(), **{"document": make_document()} | fields
    )


def make_contract(institution: Institution | None = None, *, state: str = "active", **fields: Any) -> Contract:
    """A contract of a year with ten hours of rooms a month, brought to the state by allowed moves."""
    institution = institution or make_institution()
    if "application" not in fields and "renews" not in fields:
        fields["application"] = make_application(institution, state="approved")
    values: dict[str, Any] = {
        "reference": new_reference("C"), "state_since": NOON, "drafted_at": NOON, "drafted_by": make_officer(),
        "starts_on": TODAY - timedelta(days=30), "ends_on": TODAY + timedelta(days=335), "desks": 2,
        "room_minutes": 600,
    }  # fmt: skip
    signed = state not in {"drafted", "dropped"}
    if signed:
        values |= {"signed_by": make_resident(), "signed_at": NOON}
    if signed and state != "signed":
        values |= {"countersigned_by": make_officer(), "countersigned_at": NOON}
    if state == "terminated":
        values |= {"terminated_by": make_officer(), "terminated_at": NOON, "termination_reason": "By agreement."}
    for name, make in (("terms", make_terms), ("area", make_area)):
        if name not in fields:
            values[name] = make()
    made = Contract.objects.create(institution=institution, **values | fields)
    _bring(made, state, states.CONTRACT_MOVES)
    return made


def make_settled(member: User | None = None, **fields: Any) -> Institution:
    """An institution with a contract in force that gives ten hours of rooms a month."""
    institution = make_institution(member=member, **fields)
    make_contract(institution)
    return institution


def make_space(*, opens: time | None = time(9), closes: time = time(18), **fields: Any) -> Space:
    """A room for eight, open every day from 9:00 to 18:00; with `opens` None there are no hours."""
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"room-{number}", "kind": "room", "capacity": 8, "equipment": ["projector"]}
    values |= in_three_languages(name=f"Room {number}", summary="A room.", rules="Leave it tidy.", door="Code 2580.")
    if "resource" not in fields:
        values["resource"] = Resource.objects.create(
            kind="room", name=f"Room {number}", follows_calendar=False, created_at=NOON
        )
    if "area" not in fields:
        values["area"] = make_area()
    made = Space.objects.create(**values | fields)
    if opens:
        WeeklyRule.objects.bulk_create(
            WeeklyRule(
                resource=made.resource, weekday=day, starts=opens, ends=closes,
                valid_from=TODAY - timedelta(days=365), created_at=NOON,
            )
            for day in range(7)
        )  # fmt: skip
    return made


def make_booking(
    space: Space | None = None, institution: Institution | None = None, *, starts_at: datetime | None = None,
    minutes: int = 60, **fields: Any,
) -> Booking:  # fmt: skip
    """A booking tomorrow at ten that takes the time of its space; charged to the contract in force, if there is one."""
    space = space or make_space()
    starts_at = starts_at or (NOON + timedelta(days=1)).replace(hour=10)
    ends_at = starts_at + timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "reference": new_reference("B"), "title": "A meeting", "people": 4, "created_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    if "reservation" not in fields:
        values["reservation"] = reserve(
            resources=[space.resource], during=Span(starts_at, ends_at), purpose="space",
            at=min(NOON, starts_at - timedelta(hours=1)), before=space.before, after=space.after, within_opening=False,
        )  # fmt: skip
    contract = institution.contracts.in_force().first() if institution else None
    if contract and "allowance" not in fields:
        allowance, _ = Allowance.objects.get_or_create(
            contract=contract, month=starts_at.date().replace(day=1), defaults={"minutes": contract.room_minutes}
        )
        allowance.used += minutes
        allowance.save()
        values |= {"allowance": allowance, "minutes_charged": minutes}
    return Booking.objects.create(
        space=space, institution=institution, starts_at=starts_at, ends_at=ends_at, **values | fields
    )


def make_enquiry(user: User | None = None, **fields: Any) -> Enquiry:
    """An open question about customs, with its first message."""
    user = user or make_resident()
    values: dict[str, Any] = {
        "reference": new_reference("Q"), "category": "customs", "subject": "A question", "language": user.language,
        "asked_at": NOON, "changed_at": NOON, "due_at": NOON + timedelta(days=2),
    }  # fmt: skip
    if fields.get("state", "open") != "open":
        values["due_at"] = None
    if fields.get("state") == "closed":
        values["closed_at"] = NOON
    made = Enquiry.objects.create(asked_by=user, **values | fields)
    EnquiryMessage.objects.create(enquiry=made, text="What do we need?", by=user, at=NOON)
    return made


def make_product(institution: Institution | None = None, **fields: Any) -> Product:
    """A public product of a settled institution."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"product-{number}", "category": "food", "origin": "KR", "state": "published", "created_at": NOON,
        "submitted_at": NOON,
    } | in_three_languages(name=f"Product {number}", description="A product.")  # fmt: skip
    values |= fields
    if values["state"] == "published":
        values |= {"reviewed_by": make_officer(), "reviewed_at": NOON, "published_at": NOON}
    return Product.objects.create(institution=institution or make_settled(), **values)


def _bring(thing: Application | Contract, state: str, moves: Sequence[states.Move]) -> None:
    """Move the row to the state by the shortest way that the table allows, as the triggers ask."""
    for step in _way(thing.state, state, moves):
        type(thing)._default_manager.filter(pk=thing.pk).update(state=step)
    thing.refresh_from_db()


def _way(source: str, target: str, moves: Sequence[states.Move]) -> list[str]:
    ways: deque[list[str]] = deque([[str(source)]])
    while ways:
        way = ways.popleft()
        if way[-1] == target:
            return way[1:]
        ways.extend([*way, str(move.target)] for move in moves if way[-1] in move.sources and move.target not in way)
    message = f"No moves lead from {source} to {target}."
    raise AssertionError(message)
