"""Logging in a real browser without a mouse: how many keys and seconds it takes, and what a lost network loses.

Seconds are those of a person: the time that the browser and the portal took, and, for what a test does at once, the
times of the keystroke-level model (Card, Moran and Newell, 1983): 0.28 s a key for an average typist who is no
secretary, and 1.35 s to think before each thing that is said.
"""

import time
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from commons.accounts.models import User
from legal_services.models import Draft, Person, Service, ServiceRecord, Topic
from legal_services.services import people
from tests.browser.barriers import every_look, objections
from tests.conftest import watched
from tests.factories import make_service
from tests.legal_services.making import make_clerk, make_matter, make_practitioner, make_record, make_topic
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

KEY, THOUGHT = 0.28, 1.35
NEW_CLIENT, RETURNING_CLIENT = 45, 20
"""The seconds within which a session is to be logged."""


class Typist:
    """A clerk at the keyboard, who counts keys and thoughts; letters of Hangul count each stroke."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.thoughts = 0
        self.began = time.monotonic()

    def type(self, text: str) -> None:
        """Think, then type."""
        self.thoughts += 1
        self.keys += len(unicodedata.normalize("NFD", text))
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press one key after the other; both of a chord count."""
        for key in keys:
            self.keys += len(key.split("+"))
            self.page.keyboard.press(key)

    def decide(self, *keys: str) -> None:
        """Think, then press."""
        self.thoughts += 1
        self.press(*keys)

    @property
    def seconds(self) -> float:
        """What it took a person until now."""
        return time.monotonic() - self.began + self.keys * KEY + self.thoughts * THOUGHT

    def report(self, what: str, most: int) -> None:
        """Print the figures, and hold them to the promise."""
        spent = time.monotonic() - self.began
        print(  # noqa: T201
            f"\n{what}: {self.keys} keystrokes, {self.thoughts} decisions, {self.seconds:.1f} s at a human pace"
            f" (of them {spent:.1f} s of browser and portal); at most {most} s"
        )
        assert self.seconds <= most


@pytest.fixture
def clerk() -> User:
    """Who logs, in Chinese."""
    return make_clerk(full_name="王芳", language="zh-hans")


@pytest.fixture
def service() -> Service:
    """The first of three services."""
    made = [
        make_service(slug=kind, kind=kind, position=number, name_zh_hans=name)
        for number, (kind, name) in enumerate(Service.Kind.choices)
    ]
    return made[0]


@pytest.fixture
def topic() -> Topic:
    """The first of two topics."""
    first = make_topic(slug="lease", name_zh_hans="租赁", position=0)
    make_topic(slug="work", name_zh_hans="劳动", position=1)
    return first


@pytest.fixture
def colleague(browser: Browser, live_portal: str, clerk: User) -> Iterator[Page]:
    """A page of the clerk's browser, signed in, in Seoul's time zone to be sure that it does not matter."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", timezone_id="Asia/Seoul", base_url=live_portal
    )
    client = Client()
    client.force_login(clerk, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_portal}])
    yield from watched(context)


def begin(page: Page) -> Typist:
    """A fresh form, with the cursor where the client is looked for."""
    page.goto("/zh-hans/desk/legal/records/new/")
    expect(field(page, "looked_for")).to_be_focused()
    return Typist(page)


def field(page: Page, name: str) -> Locator:
    """The field of this name, the one that is chosen if there are several."""
    return page.locator(f"#log [name={name}]:not([type=radio]), #log [name={name}]:checked").first


def marked(page: Page) -> Locator:
    """The person on whom Enter would decide."""
    return page.locator("#client-list [aria-selected=true]")


def saved(page: Page) -> ServiceRecord:
    """The record whose page the clerk sees in the end."""
    expect(page.locator("main h1.reference")).to_be_visible()
    return ServiceRecord.objects.get(reference=page.locator("main h1").inner_text())


def test_a_new_client_is_logged_by_keyboard(colleague: Page, service: Service, topic: Topic) -> None:
    adviser = make_practitioner(name="李静")

    clerk = begin(colleague)
    clerk.type("윤서연")
    expect(marked(colleague)).to_have_attribute("data-value", "new")
    clerk.decide("Enter")
    expect(field(colleague, "phone")).to_be_focused()
    expect(field(colleague, "name")).to_have_value("윤서연")
    clerk.type("13863100009")
    clerk.press("Tab")
    clerk.decide("ArrowDown", "ArrowDown", "Tab")
    clerk.decide("ArrowDown", "ArrowDown", "ArrowDown", "Tab")
    clerk.decide("1", "Tab")
    clerk.decide("1", "Tab")
    clerk.decide("ArrowDown", "Tab")
    clerk.decide("1")
    clerk.decide("Control+Enter")
    record = saved(colleague)

    clerk.report("A new client", NEW_CLIENT)
    person = Person.objects.get()
    assert list(record.attendees.all()) == [person]
    assert (person.name, person.phone.as_e164, person.country.code, person.language) == (
        "윤서연", "+8613863100009", "KR", "ko",
    )  # fmt: skip
    assert (record.service, record.topic, record.practitioner) == (service, topic, adviser)
    assert (record.outcome, record.language, record.held_on) == ("answered", "ko", timezone.localdate())


def make_returning(clerk: User, service: Service, topic: Topic) -> ServiceRecord:
    """A client who was here last week, with an adviser."""
    adviser, at = make_practitioner(name="李静"), timezone.now() - timedelta(days=7)
    known: dict[str, Any] = {"phone": "+8613863100001", "country": "KR", "language": "ko"}
    client = people.add_person(name="김민지", by=clerk, at=at, **known)
    matter = make_matter(client, adviser=adviser, topic=topic, opened_at=at)
    return make_record(
        client, matter=matter, service=service, topic=topic, practitioner=adviser, entered_at=at, held_on=at.date()
    )


@pytest.mark.parametrize("words", ["0001", "Kim Minji", "김민지"])
def test_a_returning_client_is_logged_by_keyboard(
    colleague: Page, clerk: User, service: Service, topic: Topic, words: str
) -> None:
    last = make_returning(clerk, service, topic)

    typist = begin(colleague)
    typist.type(words)
    expect(marked(colleague)).to_contain_text("김민지")
    typist.decide("Enter")
    expect(colleague.locator("#log [name=outcome]").first).to_be_focused()
    typist.decide("2")
    typist.decide("Control+Enter")
    record = saved(colleague)

    typist.report(f"A returning client, looked for as {words}", RETURNING_CLIENT)
    assert (record.matter, record.service, record.topic) == (last.matter, service, topic)
    assert (record.practitioner, record.language, record.outcome) == (last.practitioner, "ko", "continues")
    assert list(record.attendees.all()) == list(last.attendees.all())


def test_shortcuts_lead_to_those_who_came_along_and_back(
    colleague: Page, clerk: User, service: Service, topic: Topic
) -> None:
    make_returning(clerk, service, topic)

    typist = begin(colleague)
    typist.type("김민지")
    expect(marked(colleague)).to_contain_text("김민지")
    typist.press("Enter")
    expect(colleague.locator("#client .notice.success")).to_be_visible()
    typist.press("Alt+m")
    typist.type("박서준")
    expect(colleague.locator("#also-list [aria-selected=true]")).to_have_attribute("data-value", "new")
    typist.press("Enter")
    expect(colleague.locator("#also input:checked")).to_have_value("박서준")
    typist.press("Tab", "Tab", "3", "Alt+o", "3", "Tab")
    expect(field(colleague, "referred_to")).to_be_focused()
    typist.type("法院")
    typist.press("Control+Enter")

    record = saved(colleague)
    assert record.person_times == 5
    assert (record.outcome, record.referred_to) == ("referred", "法院")


def test_a_draft_survives_a_reload(colleague: Page, service: Service, topic: Topic) -> None:
    typist = begin(colleague)
    typist.type("윤서연")
    expect(marked(colleague)).to_be_visible()
    typist.press("Enter")
    expect(field(colleague, "phone")).to_be_focused()
    typist.type("13863100009")
    typist.press("Alt+s", "3")
    expect(colleague.locator("#draft-state")).not_to_be_empty()
    expect(field(colleague, "service")).to_have_value("mediation")
    colleague.reload()

    expect(field(colleague, "name")).to_have_value("윤서연")
    expect(field(colleague, "phone")).to_have_value("138 6310 0009")
    expect(field(colleague, "service")).to_have_value("mediation")
    assert "윤서연" not in str(Draft.objects.values_list("answers", flat=True).get())


def test_what_is_typed_a_moment_before_leaving_is_kept(colleague: Page) -> None:
    typist = begin(colleague)
    typist.press("Alt+m")
    typist.type("박")
    address = colleague.url
    colleague.goto("/zh-hans/desk/legal/records/")
    wait_until(lambda: "박" in str([draft.answers for draft in Draft.objects.all()]))
    colleague.goto(address)

    expect(field(colleague, "looked_for_also")).to_have_value("박")


def test_a_lost_network_loses_nothing_and_sends_once(
    colleague: Page, clerk: User, service: Service, topic: Topic
) -> None:
    make_returning(clerk, service, topic)
    typist = begin(colleague)
    typist.type("0001")
    expect(marked(colleague)).to_contain_text("김민지")
    typist.press("Enter")
    expect(colleague.locator("#log [name=outcome]").first).to_be_focused()
    colleague.context.set_offline(True)

    typist.press("1")
    expect(colleague.locator("#draft-state")).to_have_text("没有网络：您输入的内容保留在本页，稍后会再次尝试。")
    typist.press("Control+Enter", "Control+Enter")
    expect(colleague.locator("#draft-state")).to_contain_text("尚未发送")
    assert ServiceRecord.objects.count() == 1
    colleague.context.set_offline(False)

    saved(colleague)
    assert ServiceRecord.objects.count() == 2


def test_an_impatient_clerk_logs_once(colleague: Page, clerk: User, service: Service, topic: Topic) -> None:
    make_returning(clerk, service, topic)
    typist = begin(colleague)
    typist.type("0001")
    expect(marked(colleague)).to_contain_text("김민지")
    typist.press("Enter")
    expect(colleague.locator("#log [name=outcome]").first).to_be_focused()
    address = colleague.url

    typist.press("1", "Control+Enter", "Control+Enter", "Control+Enter")
    record = saved(colleague)
    colleague.goto(address)

    assert saved(colleague) == record
    assert ServiceRecord.objects.count() == 2


def test_errors_are_led_to_and_nothing_typed_is_lost(colleague: Page, service: Service, topic: Topic) -> None:
    typist = begin(colleague)
    typist.type("윤서연")
    expect(marked(colleague)).to_be_visible()
    typist.press("Enter")
    expect(field(colleague, "phone")).to_be_focused()
    typist.type("12")
    typist.press("Control+Enter")

    expect(colleague.locator("#error-summary")).to_be_focused()
    expect(field(colleague, "name")).to_have_value("윤서연")
    expect(field(colleague, "phone")).to_have_value("12")
    typist.press("Tab", "Enter")
    expect(field(colleague, "phone")).to_be_focused()
    assert not Person.objects.exists()


def test_axe_finds_nothing_to_object_to(
    colleague: Page, live_portal: str, clerk: User, service: Service, topic: Topic
) -> None:
    record = make_returning(clerk, service, topic)
    client = record.attendees.get()
    form = "records/new/0b9f2a3e-4c1d-4f5a-8b7c-6d5e4f3a2b1c/"
    pages = [form, f"{form}?person={client.reference}", f"{form}?corrects={record.reference}", "records/?topic=lease"]
    pages += [f"records/{record.reference}/", f"records/{record.reference}/void/"]

    found = [
        wrong for page in pages for wrong in objections(colleague, f"{live_portal}/ko/desk/legal/{page}", every_look())
    ]

    assert not found, "\n".join(found)
