"""The sample places: communities, venues, the district's plan, legal services, published figures, notices."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.db.models import Model

from commons.accounts.models import User
from commons.baselines.models import Baseline
from commons.pictures.models import Picture
from commons.pictures.services import add_picture
from commons.translations.services import Changes, record_edit
from commons.translations.texts import translated_fields
from communities.models import Community, Notice, Venue
from communities.services import publish_notice, save_community, save_notice, save_venue
from institutions.models import LivingRoomArea, Site
from legal_services.models import Service
from portal.sample import by_code, columns, read
from portal.sample.pictures import PICTURES

M = TypeVar("M", bound=Model)
MADE_UP = {
    "zh": "（示例内容，仅供试用。）",
    "en": "(This is a sample, for trying out the portal.)",
    "ko": "(시험용 예시입니다.)",
}


def marked(texts: dict[str, str]) -> dict[str, str]:
    """The texts, each with a last paragraph that says that they are made up."""
    return {key: f"{text.strip()}\n\n{MADE_UP[key]}" for key, text in texts.items()}


def made(model: type[M], told: dict[str, Any], *plain: str, **facts: Any) -> tuple[M, Changes]:
    """An unsaved row of what is told: its translated texts and the plain fields; and the languages of each text."""
    texts = {name: told[name] for name in translated_fields(model) if name in told}
    filled = {column: text for name in texts for column, text in columns(name, texts[name]).items()}
    row = model(**{name: told[name] for name in plain if name in told}, **filled, **facts)
    return row, {name: set(by_code(texts[name])) for name in texts}


def draw(name: str, by: User, at: datetime) -> Picture:
    """The picture of this name, drawn unless it stands already."""
    alts = by_code(read("pictures")[name]["alt"])
    standing = Picture.objects.filter(**{"alt_en": alts["en"]}).exclude(state=Picture.State.REFUSED).first()
    return standing or add_picture(file=ContentFile(PICTURES[name]().png(), f"{name}.png"), alts=alts, by=by, at=at)


def load_communities(by: User, at: datetime) -> None:
    """The communities and the bodies that run activities, then the venues."""
    for position, told in enumerate(read("places")["community"]):
        if Community.objects.filter(slug=told["slug"]).exists():
            continue
        if not told.get("fact"):
            told = {**told, "description": marked(told["description"])}
        plain = ("slug", "is_talent_community", "is_listed", "email", "phone", "spoken")
        community, changed = made(Community, told, *plain, position=position)
        if "picture" in told:
            community.picture = draw(told["picture"], by, at)
        save_community(community=community, changed=changed, minor=False, editor=by, at=at)
    for told in read("places")["venue"]:
        if Venue.objects.filter(slug=told["slug"]).exists():
            continue
        venue, changed = made(Venue, told, "slug", "is_step_free", "phone", address_zh=told["address"])
        venue.community = Community.objects.get(slug=told["community"])
        venue.latitude, venue.longitude = Decimal(told["latitude"]), Decimal(told["longitude"])
        save_venue(venue=venue, changed=changed, minor=False, editor=by, at=at)


def load_zone(by: User, at: datetime) -> None:
    """The core and the parks, the living room's areas, the legal services, the published figures."""
    zone = read("zone")
    living_room, legal_area = (Venue.objects.get(slug=slug) for slug in ("living-room-hall", "legal-service-area"))
    _load(Site, zone["site"], "slug", "kind", by=by, at=at)
    _load(LivingRoomArea, zone["area"], "slug", by=by, at=at, venue=living_room)
    _load(
        Service, zone["service"], "slug", "kind", "is_bookable", "minutes", "channels", by=by, at=at, venue=legal_area
    )
    source, as_of = zone["figures"]["source"], date.fromisoformat(zone["figures"]["as_of"])
    figures = [{"on_home_page": True, **told, "source": source} for told in zone["figure"]]
    plain = ("measure", "topic", "value", "is_at_least", "on_home_page")
    _load(Baseline, figures, *plain, by=by, at=at, as_of=as_of)


def _load(model: type[M], rows: list[dict[str, Any]], *plain: str, by: User, at: datetime, **facts: Any) -> None:
    """Save the rows that are not there yet; the first plain field tells."""
    for position, told in enumerate(rows):
        if model._default_manager.filter(**{plain[0]: told[plain[0]]}).exists():
            continue
        row, changed = made(model, told, *plain, position=position, **facts)
        row.save()
        record_edit(row, changed=changed, editor=by, at=at)


def load_notices(by: User, day: Callable[[int], datetime], at: datetime) -> None:
    """What the communities announce."""
    for told in read("notices")["notice"]:
        community = Community.objects.get(slug=told["community"])
        notice, changed = made(Notice, told, community=community, is_urgent=told.get("urgent", False))
        if community.notices.filter(**{"title_zh_hans": told["title"]["zh"]}).exists():
            continue
        out = day(told.get("published", 0))
        save_notice(notice=notice, changed=changed, minor=False, editor=by, at=min(out, at))
        if not told.get("draft"):
            until = day(told["until"]) + timedelta(hours=12) if "until" in told else None
            publish_notice(notice=notice, publish_at=None, expires_at=until, at=out)
