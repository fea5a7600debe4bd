"""The public pages, as search engines are told of them: each in every language, with its counterparts."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Notice
from events.models import Event
from institutions.models import Institution, Product, Space
from legal_services.models import Service


class PublicPages(Sitemap[Any]):
    """Pages in three languages that name each other."""

    i18n = True
    alternates = True


class Overviews(PublicPages):
    """The pages that lead to all others."""

    def items(self) -> list[str]:
        return [
            "home",
            "events:list",
            "communities:list",
            "legal:index",
            "institutions:index",
            "institutions:directory",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Events(PublicPages):
    """Activities that are published and not over."""

    def items(self) -> QuerySet[Event]:
        return Event.objects.listed(timezone.now()).order_by("pk")

    def lastmod(self, item: Event) -> datetime:
        return item.changed_at


class Communities(PublicPages):
    """Listed communities."""

    def items(self) -> QuerySet[Community]:
        return Community.objects.filter(is_listed=True)


class Notices(PublicPages):
    """Notices that are out."""

    def items(self) -> QuerySet[Notice]:
        return Notice.objects.published(timezone.now())


class LegalServices(PublicPages):
    """What the legal service area does."""

    def items(self) -> QuerySet[Service]:
        return Service.objects.all()


class Directory(PublicPages):
    """Institutions that have settled and want to be named."""

    def items(self) -> QuerySet[Institution]:
        return Institution.objects.listed().order_by("pk")


class Showcase(PublicPages):
    """Products that an officer has published."""

    def items(self) -> QuerySet[Product]:
        return Product.objects.published().order_by("pk")


class Spaces(PublicPages):
    """Rooms, desks and halls that can be booked."""

    def items(self) -> QuerySet[Space]:
        return Space.objects.bookable().order_by("pk")


SECTIONS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "overviews": Overviews,
    "events": Events,
    "communities": Communities,
    "notices": Notices,
    "legal": LegalServices,
    "directory": Directory,
    "showcase": Showcase,
    "spaces": Spaces,
}
