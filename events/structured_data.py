"""Activities for search engines: schema.org's Event, in the page's language."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from commons.lib.dates import BEIJING
from communities.models import Venue
from events.availability import Code
from events.models import Event


def event_as_json_ld(event: Event) -> dict[str, Any]:
    """The activity with its venue and organiser (https://schema.org/Event). Wants sessions and venues prefetched."""
    sessions = list(event.sessions.all())
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": settings.SITE_URL + event.get_absolute_url(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": f"https://schema.org/{'EventCancelled' if event.state == 'cancelled' else 'EventScheduled'}",
        "inLanguage": list(event.spoken),
        "organizer": {"@type": "Organization", "name": event.organiser or event.community.name},
    }
    if event.starts_at and event.ends_at:
        facts["startDate"] = event.starts_at.astimezone(BEIJING).isoformat()
        facts["endDate"] = event.ends_at.astimezone(BEIJING).isoformat()
    if sessions:
        facts["location"] = _place(sessions[0].venue)
    if event.capacity is not None:
        facts["maximumAttendeeCapacity"] = event.capacity
        facts["remainingAttendeeCapacity"] = event.capacity - event.places_held
    return facts | _offer(event)


def _place(venue: Venue) -> dict[str, Any]:
    place: dict[str, Any] = {"@type": "Place", "name": venue.name, "address": venue.address_zh}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def _offer(event: Event) -> dict[str, Any]:
    if event.fee:
        return {}
    is_gone = event.availability(timezone.now()).code in {Code.WAITING_LIST, Code.FULL}
    return {
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "CNY",
            "availability": f"https://schema.org/{'SoldOut' if is_gone else 'InStock'}",
            "url": settings.SITE_URL + event.get_absolute_url(),
        },
    }
