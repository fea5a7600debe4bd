"""Communities, venues and notices as schema.org describes them, in the page's language."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from commons.lib.languages import html_lang
from communities.models import Community, Notice, Venue


def community(shown: Community) -> dict[str, Any]:
    """The community's office (https://schema.org/GovernmentOffice)."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": shown.name,
        "description": shown.summary,
        "url": settings.SITE_URL + shown.get_absolute_url(),
        "knowsLanguage": [html_lang(code) for code in shown.spoken],
    }
    if shown.phone:
        facts["telephone"] = shown.phone.as_e164
    if shown.email:
        facts["email"] = shown.email
    return facts


def venue(shown: Venue) -> dict[str, Any]:
    """The venue with its address and position (https://schema.org/Place)."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": shown.name,
        "address": {"@type": "PostalAddress", "streetAddress": shown.address_zh, "addressCountry": "CN"},
        "url": settings.SITE_URL + shown.get_absolute_url(),
    }
    if shown.position:
        latitude, longitude = shown.position
        facts["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return facts


def notice(shown: Notice) -> dict[str, Any]:
    """The notice as an article of its community (https://schema.org/Article)."""
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": shown.title,
        "inLanguage": html_lang(get_language() or "en"),
        "datePublished": shown.publish_at.isoformat() if shown.publish_at else None,
        "url": settings.SITE_URL + shown.get_absolute_url(),
        "publisher": {"@type": "Organization", "name": shown.community.name},
    }
