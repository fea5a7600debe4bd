"""What somebody has answered on the way to an appointment, and which step comes next.

The answers are kept in the session as one encrypted text: the table of sessions tells nobody who asked for legal help,
and what was typed is still there on the way back, after signing in, and when a time was lost.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.models import User
from commons.documents.cipher import CannotDecrypt, decrypt_text, encrypt_text
from legal_services.models import Appointment, Service, Topic
from legal_services.services import booking as services

SESSION_KEY = "legal-booking"
STEPS = {
    "need": _("What you need"),
    "way": _("Language and way to meet"),
    "time": _("Time"),
    "details": _("About you"),
    "narrative": _("What it is about"),
    "check": _("Check"),
}
"""The steps in their order, as the page lists them; the URL of each is called `legal:book_<step>`."""

Page = Callable[[HttpRequest, "Booking"], HttpResponse]


@dataclass
class Answers:
    """Everything that was answered so far; what was not is empty."""

    service: str = ""
    topic: str = ""
    language: str = ""
    channel: str = ""
    held: int | None = None
    """The key of the appointment that is held meanwhile."""
    details: dict[str, Any] = field(default_factory=dict)
    narrative: str = ""
    narrative_consent: bool = False
    narrative_passed: bool = False
    booked: str = ""
    """The reference of what this browser booked last: for a form that is sent twice."""


@dataclass(frozen=True)
class Step:
    """One step as the list above the form shows it: `url` only for those that can be gone back to."""

    name: str | Promise
    url: str
    is_current: bool
    is_done: bool


class Booking:
    """One person's way to an appointment, as this request finds it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.at: datetime = timezone.now()
        self.answers = _read(request)

    @cached_property
    def service(self) -> Service | None:
        """The service that is asked for, while it can be booked."""
        bookable = Service.objects.filter(is_bookable=True, slug=self.answers.service)
        return bookable.select_related("venue__community").first() if self.answers.service else None

    @cached_property
    def topic(self) -> Topic | None:
        """What it is about, if the person chose to say."""
        return Topic.objects.filter(slug=self.answers.topic).first() if self.answers.topic else None

    @cached_property
    def held(self) -> Appointment | None:
        """The time that is held, or was until the hold lapsed; None when it is gone."""
        if self.answers.held is None:
            return None
        held = Appointment.objects.filter(pk=self.answers.held, state=Appointment.State.HELD).for_pages()
        return held.select_related("reservation").first()

    @property
    def is_kept(self) -> bool:
        """Whether nobody else can have the time at this moment."""
        return self.held is not None and self.held.reservation.is_standing(self.at)

    @property
    def posted(self) -> QueryDict | None:
        """What was sent; None when the page is only read."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def user(self) -> User | None:
        """Whoever books, if they are signed in."""
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def missing(self) -> str:
        """The first step that has not been answered."""
        answered = {
            "need": self.service is not None,
            "way": bool(self.answers.language and self.answers.channel),
            "time": self.answers.held is not None,
            "details": bool(self.answers.details),
            "narrative": self.answers.narrative_passed,
        }
        return next((step for step, is_answered in answered.items() if not is_answered), "check")

    def keep(self) -> None:
        """Write the answers down; only ever after a POST."""
        self.request.session[SESSION_KEY] = encrypt_text(json.dumps(asdict(self.answers))).decode()

    def give_up_time(self) -> None:
        """Give back what is held: something else is asked for now."""
        if self.held is not None:
            services.let_go(appointment=self.held, at=self.at)
        self.answers.held = self.held = None

    def finish(self, appointment: Appointment) -> None:
        """Forget everything but which appointment it has become."""
        self.answers = Answers(booked=appointment.reference)
        self.keep()

    def steps(self, current: str) -> list[Step]:
        """The list of steps, from one of them."""
        names = list(STEPS)
        reached = names.index(self.missing)
        return [
            Step(
                STEPS[name],
                "" if name == current or number > reached else reverse(f"legal:book_{name}"),
                is_current=name == current,
                is_done=number < reached,
            )
            for number, name in enumerate(names)
        ]


def booking_step(name: str) -> Callable[[Page], Callable[[HttpRequest], HttpResponse]]:
    """A step of the way; somebody who skips the ones before it is led to the first that is missing."""

    def decorate(view: Page) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            booking = Booking(request)
            names = list(STEPS)
            if names.index(booking.missing) < names.index(name):
                return redirect(_way_back(booking, name))
            return view(request, booking)

        return page

    return decorate


def _way_back(booking: Booking, name: str) -> str:
    """Where to go instead: to what was booked already, to the choice of a service, or to the step that is missing."""
    if name == "check" and booking.answers.booked:
        return reverse("legal:appointment", args=[booking.answers.booked])
    return reverse("legal:book" if booking.missing == "need" else f"legal:book_{booking.missing}")


def _read(request: HttpRequest) -> Answers:
    """The answers so far; none when there are none, or when they were written by another version of the portal."""
    kept = request.session.get(SESSION_KEY)
    try:
        return Answers(**json.loads(decrypt_text(kept.encode()))) if kept else Answers()
    except (CannotDecrypt, TypeError, ValueError):
        return Answers()
