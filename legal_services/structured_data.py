"""Legal services as schema.org describes them, in the page's language."""

from typing import Any

from django.conf import settings

from legal_services.models import Service


def service(shown: Service) -> dict[str, Any]:
    """The service with the place where it is given (https://schema.org/GovernmentService)."""
    place: dict[str, Any] = {
        "@type": "Place",
        "name": shown.venue.name,
        "address": {"@type": "PostalAddress", "streetAddress": shown.venue.address_zh, "addressCountry": "CN"},
    }
    channel: dict[str, Any] = {"@type": "ServiceChannel", "serviceLocation": place}
    if shown.venue.phone:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": shown.venue.phone.as_e164}
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": shown.name,
        "serviceType": str(shown.get_kind_display()),
        "description": shown.summary,
        "url": settings.SITE_URL + shown.get_absolute_url(),
        "availableChannel": channel,
    }
