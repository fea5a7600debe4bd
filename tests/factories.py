"""Makers of rows for tests: what a test does not say gets a plain value."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission

from commons.accounts.models import User
from commons.baselines.models import Baseline
from commons.lib.references import new_reference
from commons.pictures.models import Picture
from communities.models import Community, Notice, StaffMembership, Venue
from events.models import Event, Kind, Registration, Session
from institutions.models import LivingRoomArea, Site
from legal_services.models import Service

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment at which tests usually act: a Sunday."""

_numbers = count(1)


def in_three_languages(**texts: str) -> dict[str, str]:
    """The text of each field in Chinese, English and Korean, told apart by a word in front."""
    return {
        f"{field}_{suffix}": f"{word} {text}"
        for field, text in texts.items()
        for suffix, word in (("zh_hans", "中文"), ("en", "English"), ("ko", "한국어"))
    }


def make_resident(**fields: Any) -> User:
    """A resident who reads English and can be reached by e-mail."""
    number = next(_numbers)
    return User.objects.create_user(
        **{"email": f"resident{number}@example.org", "full_name": f"Resident {number}", "language": "en"} | fields
    )


def make_event(
    *, starts_at: datetime | None = NOON + timedelta(days=7), sessions: Sequence[tuple[datetime, datetime]] = (),
    venue: Venue | None = None, **fields: Any,
) -> Event:  # fmt: skip
    """A published activity of one session of two hours in a week's time, unless said otherwise.

    `sessions` are pairs of start and end; with `starts_at` None and no sessions it has no date.
    """
    n = next(_numbers)
    if not sessions and starts_at:
        sessions = [(starts_at, starts_at + timedelta(hours=2))]
    texts = {"title_zh_hans": f"活动{n}", "title_en": f"Activity {n}", "title_ko": f"행사 {n}"}
    texts |= {"summary_zh_hans": "一起来。", "summary_en": "Come along.", "summary_ko": "함께해요."}
    defaults = {
        "reference": new_reference("E"), "slug": f"activity-{n}", "kind": Kind.CLASS, "capacity": 10, "party_max": 1,
        "state": Event.State.PUBLISHED if sessions else Event.State.DRAFT,
        "publish_at": NOON - timedelta(days=30) if sessions else None,
        "starts_at": min((start for start, _ in sessions), default=None),
        "ends_at": max((end for _, end in sessions), default=None),
        "created_at": NOON - timedelta(days=31), "changed_at": NOON - timedelta(days=31),
    }  # fmt: skip
    fields["community"] = fields.get("community") or make_community()
    event = Event.objects.create(**{**defaults, **texts, **fields})
    place = venue or (make_venue(community=event.community) if sessions else None)
    for start, end in sessions:
        Session.objects.create(event=event, venue=place, starts_at=start, ends_at=end)
    return event


def make_registration(event: Event, resident: User | None = None, **fields: Any) -> Registration:
    """A confirmed registration for one, unless said otherwise; written straight into the table."""
    state = fields.get("state", Registration.State.CONFIRMED)
    defaults = {
        "reference": new_reference("R"), "party": 1, "state": state, "created_at": NOON, "changed_at": NOON,
        "offer_expires_at": NOON + timedelta(hours=24) if state == Registration.State.OFFERED else None,
    }  # fmt: skip
    return Registration.objects.create(event=event, resident=resident or make_resident(), **{**defaults, **fields})


def make_staff(*communities: Community, **fields: Any) -> User:
    """A member of staff of these communities, of a new one when none is named."""
    user = make_resident(**fields)
    for community in communities or [make_community()]:
        StaffMembership.objects.create(community=community, user=user)
    return user


def make_manager(**fields: Any) -> User:
    """A person who works for every community."""
    user = make_resident(**fields)
    user.user_permissions.add(Permission.objects.get(codename="staff_every_community"))
    return user


def make_picture(**fields: Any) -> Picture:
    """A picture that is ready to be shown; its renditions are not on the disk."""
    values: dict[str, Any] = {
        "state": Picture.State.READY,
        "content_hash": "0123456789abcdef",
        "width": 640,
        "height": 320,
        "widths": [320, 640],
        "added_at": NOON,
        "due_at": NOON,
        **in_three_languages(alt="a hall"),
    }
    return Picture.objects.create(**values | fields)


def make_community(**fields: Any) -> Community:
    """A community whose texts exist in three languages."""
    number = next(_numbers)
    values = {"slug": f"community-{number}", **in_three_languages(name=f"Community {number}", summary="By the sea.")}
    return Community.objects.create(**values | fields)


def make_venue(**fields: Any) -> Venue:
    """A venue with a Chinese address and a position in Weihai."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"venue-{number}",
        "address_zh": "威海市皇冠街道万象社区活动厅",
        "latitude": "37.420000",
        "longitude": "122.170000",
        "is_step_free": True,
        **in_three_languages(name=f"Hall {number}"),
    }
    return Venue.objects.create(**values | fields)


def make_notice(**fields: Any) -> Notice:
    """A notice that has been out for an hour at `NOON`."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "reference": f"N-TEST-{number:04}",
        "publish_at": NOON - timedelta(hours=1),
        "created_at": NOON - timedelta(hours=2),
        **in_three_languages(title=f"Notice {number}", body="The lift is repaired on Monday."),
    }
    if "community" not in fields:
        values["community"] = make_community()
    return Notice.objects.create(**values | fields)


def make_service(**fields: Any) -> Service:
    """A legal service, at a venue with a phone."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"service-{number}",
        "kind": Service.Kind.CONSULTATION,
        **in_three_languages(
            name=f"Service {number}",
            summary="Advice on living here.",
            whom_for="Everybody.",
            cost="Free.",
            duration="An hour.",
            bring="Passport\nContract",
            hours="9:00–17:00",
        ),
    }
    if "venue" not in fields:
        values["venue"] = make_venue(phone="+866315550000")
    return Service.objects.create(**values | fields)


def make_figure(measure: str, value: int, **fields: Any) -> Baseline:
    """A published figure as of 22 November 2022."""
    texts = in_three_languages(label=measure, source="Press report")
    return Baseline.objects.create(
        **{"measure": measure, "value": value, "as_of": date(2022, 11, 22), **texts} | fields
    )


def make_site(**fields: Any) -> Site:
    """A park of the district's plan."""
    number = next(_numbers)
    texts = in_three_languages(name=f"Park {number}", summary="Ships and engines.")
    return Site.objects.create(**{"slug": f"site-{number}", "kind": Site.Kind.PARK, **texts} | fields)


def make_area(**fields: Any) -> LivingRoomArea:
    """An area of the international living room."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"area-{number}",
        **in_three_languages(name=f"Area {number}", summary="Meet here."),
    }
    if "venue" not in fields:
        values["venue"] = make_venue()
    return LivingRoomArea.objects.create(**values | fields)
