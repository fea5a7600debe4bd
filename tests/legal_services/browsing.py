"""Browsers over real HTTP that all act at one moment: cookies and forms, no scripts."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import time, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client

from commons.accounts.models import User
from commons.documents.cipher import encrypt_text
from commons.scheduling.models import Resource, WeeklyRule
from legal_services.models import Appointment, Service
from legal_services.views.booking_answers import SESSION_KEY, Answers
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_practitioner

BROWSERS = 50
WORDS = {
    "zh-hans": ("这个时间刚刚被别人约走了。", "接下来的空闲时间"),
    "en": ("This time has just been taken by somebody else.", "The next free times"),
    "ko": ("이 시간은 방금 다른 분이 예약했습니다.", "다음 빈 시간"),
}
"""What whoever came too late reads, and above which the next free times stand."""
Response = tuple[int, str, str]
"""Status, place to go to, and page."""


class Browser:
    """A person's browser, in one of the languages in turn."""

    def __init__(self, address: str, number: int) -> None:
        self.host, self.language = urlsplit(address).netloc, list(WORDS)[number % 3]
        # A form's token has to fit the cookie, whoever drew it: forms are sent without being opened first.
        self.cookies: dict[str, str] = {settings.CSRF_COOKIE_NAME: "t" * 32}
        self.line: HTTPConnection | None = None

    def call(self) -> "Browser":
        """Open the line for the next request: of fifty at once the server's short queue would let some in late."""
        self.line = HTTPConnection(self.host, timeout=60)
        self.line.request("HEAD", "/healthz")
        self.line.getresponse().read()
        return self

    def ask(self, method: str, path: str, answers: dict[str, str] | None = None) -> Response:
        """Send a request for a path below the language's."""
        connection, self.line = self.line or HTTPConnection(self.host, timeout=60), None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(answers) if answers is not None else None
        connection.request(method, f"/{self.language}/{path}", body, headers)
        response = connection.getresponse()
        page = response.read().decode()
        for name, value in response.headers.items():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return response.status, response.headers.get("Location", ""), page

    def send(self, path: str, answers: dict[str, str]) -> Response:
        """Send a form."""
        return self.ask("POST", path, answers | {"csrfmiddlewaretoken": self.cookies[settings.CSRF_COOKIE_NAME]})

    def fill(self, step: str, answers: dict[str, str]) -> Response:
        """Send the form of a step on the way to an appointment."""
        return self.send(f"legal/book/{step}/", answers)

    def sign_in(self, user: User) -> "Browser":
        """Let the person have signed in."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return self._with_session_of(client)

    def before_the_last_look(self, held: Appointment) -> "Browser":
        """Let the person have answered everything, and hold the time; or have held it."""
        details = {"name": "Kim Minji", "phone": "+821012345678", "email": "", "writes": "ko", "people": 1}
        answers = Answers(
            service=held.service.slug, language=held.language, channel=held.channel, held=held.pk, details=details,
            narrative_passed=True,
        )  # fmt: skip
        client = Client()
        session = client.session
        session[SESSION_KEY] = encrypt_text(json.dumps(asdict(answers))).decode()
        session.save()
        return self._with_session_of(client)

    def _with_session_of(self, client: Client) -> "Browser":
        self.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self


def all_together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Every act in a thread of its own, released at one moment."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        start.wait(30)
        results[number] = acts[number]()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def assert_one_won(browsers: Sequence[Browser], answers: Sequence[Response], following: str = "") -> int:
    """One was led on; all the others read in their language that the time is gone, and which are free next.

    `following` stands in the form or the link of the first of those. Returns the number of who won.
    """
    won = [number for number, (status, _location, _page) in enumerate(answers) if status == 302]
    assert [status for status, _location, _page in answers if status not in {200, 302}] == []
    assert len(won) == 1
    for number, (browser, (_status, _location, page)) in enumerate(zip(browsers, answers, strict=True)):
        if number not in won:
            assert [words for words in (*WORDS[browser.language], following) if words not in page] == []
    return won[0]


def make_service_with(*, advisers: int, interpreters: int = 0) -> Service:
    """A service whose advisers speak Chinese and English, and interpreters for Korean."""
    service = make_bookable_service()
    for _ in range(advisers):
        make_practitioner(services=[service], languages=["zh-hans", "en"])
    for _ in range(interpreters):
        make_practitioner(interprets=True, languages=["ko", "zh-hans"])
    return service


def make_pair_at_work_every_day(*, advisers: int = 1) -> Service:
    """Advisers and one interpreter who keep no calendar."""
    service = make_service_with(advisers=advisers, interpreters=1)
    Resource.objects.update(follows_calendar=False)
    for resource in Resource.objects.all():
        for weekday in (5, 6):
            WeeklyRule.objects.create(
                resource=resource, weekday=weekday, starts=time(9), ends=time(17),
                valid_from=(NOON - timedelta(days=365)).date(), created_at=NOON,
            )  # fmt: skip
    return service
