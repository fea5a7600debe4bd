"""The sample's spaces, their weekly hours, and some bookings."""

from datetime import datetime, time
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import BEIJING, day_in_beijing
from commons.scheduling.services import Hours
from commons.scheduling.working_days import Calendar
from institutions.models import Booking, Institution, LivingRoomArea, Space
from institutions.services import bookings, space_care
from portal.sample import read
from portal.sample.places import draw, made

WORKING_WEEK = range(5)
PLAIN = (
    "slug", "kind", "capacity", "equipment", "is_step_free", "has_hearing_loop", "before_minutes", "after_minutes",
    "least_minutes", "most_minutes", "lead_minutes", "days_ahead", "cancel_hours", "uses_hours",
)  # fmt: skip


def load_spaces(signed_up: dict[str, User], at: datetime) -> None:
    """Spaces once by their slugs; bookings once, as soon as an institution has settled."""
    told, officer = read("spaces"), signed_up["officer"]
    for position, space in enumerate(told["space"]):
        if not Space.objects.filter(slug=space["slug"]).exists():
            _load_space(space, position, officer, at)
    settled = Institution.objects.settled().filter(members__user=signed_up["institution"]).first()
    if not Booking.objects.exists():
        for booking in told["booking"]:
            _load_booking(booking, settled, signed_up, at)


def _load_space(told: dict[str, Any], position: int, officer: User, at: datetime) -> None:
    facts = {"area": LivingRoomArea.objects.get(slug=told["area"]), "picture": draw(told["picture"], officer, at)}
    space, changed = made(Space, told, *(name for name in PLAIN if name in told), position=position, **facts)
    space_care.save_space(space=space, keeps_calendar=True, changed=changed, minor=False, by=officer, at=at)
    opens, closes = time.fromisoformat(told["opens"]), time.fromisoformat(told["closes"])
    week = [Hours(day, opens, closes) for day in WORKING_WEEK]
    space_care.set_hours(space=space, rules=week, by=officer, at=at)


def _load_booking(told: dict[str, Any], settled: Institution | None, signed_up: dict[str, User], at: datetime) -> None:
    """For the settled institution, by its representative; maintenance, and all without one, by the officer."""
    purpose = told.get("purpose", Booking.Purpose.MEETING)
    institution = settled if purpose == Booking.Purpose.MEETING else None
    by = signed_up["institution" if institution else "officer"]
    today = day_in_beijing(at)
    day = Calendar.for_window(today).nth_working_day_after(today, told["day"])
    starts_at, ends_at = (
        datetime.combine(day, time.fromisoformat(told[name]), tzinfo=BEIJING) for name in ("starts", "ends")
    )
    languages = {"zh-hans": "zh", "en": "en", "ko": "ko"}
    bookings.book(
        space=Space.objects.get(slug=told["space"]), institution=institution, starts_at=starts_at, ends_at=ends_at,
        title=told["title"][languages[by.language]], people=told["people"], by=by, at=at, purpose=purpose,
    )  # fmt: skip
