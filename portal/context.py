"""What the shell around every page needs; nothing of it is fetched before a template asks."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message as FlashMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.accounts.access import has_desk
from commons.accounts.models import User
from commons.lib.languages import OWN_NAMES, html_lang
from commons.lib.page_cache import is_personal
from commons.notifications.models import Message
from communities.models import Notice
from portal.desk_rooms import rooms_of
from portal.standing import Frame, read_frame

MAIN_PAGES = (
    ("events:list", _("Activities")),
    ("communities:list", _("Communities")),
    ("legal:index", _("Legal help")),
    ("institutions:index", _("Institutions")),
)
PRIVATE_PLACES = (
    "accounts/", "desk/", "me/", "registrations/", "events/proposals/",
    "legal/book/", "legal/appointments/", "legal/cases/", "legal/notarial/", "legal/mediations/",
    "institutions/apply/", "institutions/applications/", "institutions/ours/", "institutions/enquiries/",
    "institutions/invited/", "institutions/contracts/", "spaces/bookings/",
)  # fmt: skip
"""What addresses begin with, behind the language, that lead to forms and to one person's affairs."""


@dataclass(frozen=True)
class Link:
    """A place to go. `mark` is the value of `aria-current`, empty elsewhere."""

    label: str | Promise
    url: str
    icon: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Tongue:
    """This very page in one of the languages: `url` keeps the query, `address` is the canonical one."""

    code: str
    tag: str
    name: str
    site_name: str
    url: str
    address: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """`shell` and `person` for every template; the session is left alone unless the visitor carries its cookie."""
    frame = Shell(request)
    return {"shell": frame, "person": frame.person}


class Shell:
    """The frame of one page, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE
        self.site_url = settings.SITE_URL
        self.site_name = settings.SITE_NAMES.get(self.language, settings.SITE_NAMES["en"])
        self.tagline = settings.SITE_TAGLINES.get(self.language, settings.SITE_TAGLINES["en"])
        self.district_name = settings.DISTRICT_NAMES.get(self.language, settings.DISTRICT_NAMES["en"])

    @cached_property
    def person(self) -> User | None:
        """Whoever is signed in; None for a visitor."""
        if not is_personal(self.request):
            return None
        user = getattr(self.request, "user", None)
        return cast("User", user) if user is not None and user.is_authenticated else None

    @cached_property
    def unread(self) -> int:
        """How many messages wait in the person's inbox."""
        return Message.objects.filter(recipient=self.person, in_inbox=True, read_at=None).count() if self.person else 0

    @cached_property
    def flash(self) -> list[FlashMessage]:
        """What the person's last act came to."""
        return list(get_messages(self.request)) if is_personal(self.request) else []

    @cached_property
    def path_in_language(self) -> str:
        """The path behind the language prefix, "" for an address without one."""
        prefix = f"/{self.language}/"
        return self.request.path.removeprefix(prefix) if self.request.path.startswith(prefix) else ""

    @property
    def is_home(self) -> bool:
        return self.request.path == f"/{self.language}/"

    @property
    def is_public(self) -> bool:
        """Whether the page is one that search engines may list."""
        is_page = self.request.path.startswith(f"/{self.language}/")
        return is_page and not self.path_in_language.startswith(PRIVATE_PLACES)

    @property
    def canonical(self) -> str:
        """The one address of this page in this language, without the query."""
        return f"{self.site_url}/{self.language}/{self.path_in_language}"

    @cached_property
    def tongues(self) -> list[Tongue]:
        """This page in every language, in the order of the settings."""
        query = self.request.META.get("QUERY_STRING", "")
        return [self._tongue(code, f"?{query}" if query else "") for code, _name in settings.LANGUAGES]

    def _tongue(self, code: str, query: str) -> Tongue:
        path = f"/{code}/{self.path_in_language}"
        return Tongue(
            code=code,
            tag=html_lang(code),
            name=OWN_NAMES[code],
            site_name=settings.SITE_NAMES[code],
            url=path + query,
            address=self.site_url + path,
            is_current=code == self.language,
        )

    @cached_property
    def main_links(self) -> list[Link]:
        """The four doors, and the desk for those who have one."""
        links = [self._link(name, label) for name, label in MAIN_PAGES]
        if self.person and has_desk(self.person):
            links.append(self.desk_door)
        return [link for link in links if link]

    @cached_property
    def personal_links(self) -> list[Link]:
        """What the signed-in person calls their own."""
        links = [
            self._link("me:home", _("My page"), icon="house"),
            self._link("me:messages", _("Messages"), icon="mail"),
            self._link("me:profile", _("Profile and sign-in"), icon="settings"),
            self._link("me:privacy", _("Privacy"), icon="shield-check"),
        ]
        if self.person and has_desk(self.person):
            links.append(self.desk_door)
        return [link for link in links if link]

    @cached_property
    def desk_door(self) -> Link:
        """The way to the staff side."""
        mark = "true" if self.path_in_language.startswith("desk/") else ""
        return Link(label=_("Desk"), url=reverse("desk:home"), icon="briefcase-business", mark=mark)

    @cached_property
    def desk_links(self) -> list[Link]:
        """The parts of the staff side that the person works in."""
        links = [self._link(room.name, room.label, icon=room.icon) for room in rooms_of(self.person)]
        return [link for link in links if link]

    def _link(self, name: str, label: str | Promise, *, icon: str = "") -> Link | None:
        try:
            url = reverse(name)
        except NoReverseMatch:
            return None
        path = self.request.path
        inside = path.startswith(url) and name != "desk:home" and name != "me:home"
        mark = "page" if path == url else "true" if inside else ""
        return Link(label=label, url=url, icon=icon, mark=mark)

    @property
    def sign_in_url(self) -> str:
        """Where to sign in; comes back to this page, unless it is home or about signing in itself."""
        url = reverse("account_login")
        if self.is_home or self.path_in_language.startswith("accounts/") or self.request.method != "GET":
            return url
        return f"{url}?{urlencode({'next': self.request.get_full_path()})}"

    @cached_property
    def frame(self) -> Frame:
        """What seldom changes."""
        return read_frame(timezone.now())

    @property
    def urgent(self) -> Notice | None:
        """The latest urgent notice that is out."""
        return self.frame.urgent

    @property
    def legal_hours(self) -> str:
        """When the legal service area is open, as its first service says; empty when nobody said."""
        return str(self.frame.legal_service.hours or "")

    @property
    def footer(self) -> SafeString:
        """The foot of the page; few differ, so they are kept."""
        doors = tuple((str(link.label), link.url) for link in self.main_links)
        return _footer(self.language, self.district_name, self.legal_hours, doors)


@lru_cache(maxsize=16)
def _footer(
    language: str,  # noqa: ARG001 - the active one: the footer is kept under it
    district_name: str,
    legal_hours: str,
    doors: tuple[tuple[str, str], ...],
) -> SafeString:
    names = [(html_lang(code), settings.SITE_NAMES[code]) for code, _name in settings.LANGUAGES]
    shown = {"district_name": district_name, "legal_hours": legal_hours, "doors": doors, "names": names}
    return render_to_string("partials/_footer.html", shown)
