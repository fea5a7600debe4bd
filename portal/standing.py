"""What frames every page and seldom changes: the urgent notice, the hours of legal help, communities and figures."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commons.baselines.models import Baseline
from communities.models import Community, Notice
from legal_services.models import Service

COMMUNITIES_AT_HOME = 3
FRAME = """
    SELECT n.reference, n.title_zh_hans, n.title_en, n.title_ko, s.hours_zh_hans, s.hours_en, s.hours_ko
    FROM (VALUES (1)) AS one
    LEFT JOIN LATERAL (
        SELECT * FROM communities_notice
        WHERE is_urgent AND publish_at <= %(at)s AND (expires_at IS NULL OR expires_at > %(at)s)
        ORDER BY publish_at DESC, id DESC LIMIT 1) n ON true
    LEFT JOIN LATERAL (SELECT * FROM legal_services_service ORDER BY position, slug LIMIT 1) s ON true"""
"""`Notice.objects.urgent(at).first()` and `Service.objects.first()` at once: every page asks for them."""
MARK = """
    SELECT md5(concat(
        (SELECT array_agg(ROW(b.ctid, b.xmin)) FROM baselines_baseline b), '/',
        (SELECT array_agg(ROW(c.ctid, c.xmin, p.ctid, p.xmin))
            FROM communities_community c LEFT JOIN pictures_picture p ON p.id = c.picture_id)))"""
"""The versions of the rows behind the lower half of the home page: `ctid` is a version's place, `xmin` who wrote it."""


@dataclass(frozen=True)
class Frame:
    """What stands around a page: the latest urgent notice that is out, and when the legal service area is open."""

    urgent: Notice | None
    legal_service: Service


def read_frame(at: datetime) -> Frame:
    """The frame at this moment, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FRAME, {"at": at})
        reference, *texts = cursor.fetchone()
    titles, hours = texts[:3], texts[3:]
    urgent = Notice(reference=reference, **_in_languages("title", titles)) if reference else None
    return Frame(urgent, Service(**_in_languages("hours", hours)))


def communities_and_figures(language: str) -> SafeString:
    """The lower half of the home page in the active language, written anew when a row behind it is another."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        mark = cursor.fetchone()[0]
    return _communities_and_figures(mark, language)


@lru_cache(maxsize=3)
def _communities_and_figures(mark: str, language: str) -> SafeString:  # noqa: ARG001 - what it is kept under
    communities = Community.objects.for_cards()[:COMMUNITIES_AT_HOME]
    shown = {"communities": communities, "figures": list(Baseline.objects.for_home_page())}
    return render_to_string("portal/_standing.html", shown)


def _in_languages(field: str, texts: list[str | None]) -> dict[str, str | None]:
    return dict(zip((f"{field}_zh_hans", f"{field}_en", f"{field}_ko"), texts, strict=True))
