"""The pages that belong to no single app: home, the choice of a language, and what is shown when something fails."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commons.lib.languages import OWN_NAMES, html_lang
from commons.lib.page_cache import is_personal, public_page
from events.editions import read_events
from events.models import Event
from portal.context import PRIVATE_PLACES
from portal.sitemaps import SECTIONS
from portal.standing import communities_and_figures

CARDS_AT_HOME = 6


@dataclass(frozen=True)
class Verb:
    """One of the four things that people come for."""

    page: str
    icon: str
    label: str | Promise
    hint: str | Promise

    @property
    def url(self) -> str:
        """The page to begin at; empty where this portal has none."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""


VERBS = (
    Verb("events:list", "calendar-check", _("Join an activity"), _("Classes, sport, outings, exhibitions")),
    Verb("legal:index", "scale", _("Get legal help"), _("Advice, notary and mediation")),
    Verb("communities:list", "messages-square", _("Ask your community"), _("Staff near you who speak your language")),
    Verb("institutions:index", "building-2", _("Settle an institution"), _("Where to settle, and how")),
)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the home page in the language of their account or browser; English if it is unknown."""
    language = get_language_from_request(request)
    if is_personal(request) and request.user.is_authenticated:
        language = request.user.language
    response = HttpResponseRedirect(f"/{language}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, what is on, who is around, and how the zone does."""
    at = timezone.now()
    coming = coming_up(at)
    this_week = [event for event in coming if within(event, at, at + timedelta(days=7))]
    return render(
        request,
        "portal/home.html",
        {
            "verbs": [verb for verb in VERBS if verb.url],
            "events": this_week or coming,
            "is_this_week": bool(this_week),
            "events_count": Event.objects.listed(at).count(),
            "communities_and_figures": communities_and_figures(get_language() or settings.LANGUAGE_CODE),
            "about_site": about_site(),
        },
    )


def coming_up(at: datetime) -> list[Event]:
    """The next activities: what begins first comes first, what began before now last."""
    events = Event.objects.listed(at).order_by("starts_at", "pk")
    coming = read_events(events.filter(starts_at__gt=at)[:CARDS_AT_HOME])
    missing = CARDS_AT_HOME - len(coming)
    return coming + read_events(events.filter(starts_at__lte=at)[:missing]) if missing else coming


def within(event: Event, start: datetime, end: datetime) -> bool:
    """Whether the activity meets at least once from `start` to before `end`; asks for the sessions prefetched."""
    return any(session.starts_at < end and session.ends_at > start for session in event.sessions.all())


def about_site() -> dict[str, object]:
    """The portal as schema.org describes a web site with a search."""
    language = get_language() or settings.LANGUAGE_CODE
    home_url = f"{settings.SITE_URL}/{language}/"
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.SITE_NAMES[language],
        "alternateName": [name for code, name in settings.SITE_NAMES.items() if code != language],
        "url": home_url,
        "inLanguage": html_lang(language),
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{settings.SITE_URL}{reverse('events:list')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What crawlers should leave alone, and where the list of public pages is."""
    private = [f"Disallow: /*/{place}" for place in PRIVATE_PLACES]
    lines = ["User-agent: *", "Disallow: /admin/", *private, "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language."""
    return render_sitemap(request, SECTIONS)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what was sent in too large a piece."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    return _failure(request, 413 if too_large else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: the person is known, and may not."""
    return _failure(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form that was open for too long, or that another site sent."""
    return _failure(request, 403, form_expired=True)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _failure(request, 404)


def _failure(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    with override(_language_of(request)):
        return render(request, f"{status}.html", context, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without the database, the session and the shell, any of which may be what broke."""
    language = _language_of(request)
    with override(language):
        tongues = [
            {"code": code, "tag": html_lang(code), "name": OWN_NAMES[code], "url": f"/{code}/"}
            for code, _name in settings.LANGUAGES
        ]
        body = render_to_string("500.html", {"site_name": settings.SITE_NAMES[language], "tongues": tongues})
    return HttpResponse(body, status=500)


def _language_of(request: HttpRequest) -> str:
    """The language of the address, or else of the browser: an error may come before a language is active."""
    prefix = request.path.split("/", 2)[1]
    return prefix if prefix in settings.SITE_NAMES else get_language_from_request(request)
