"""Community staff run their activities at the desk; everybody else's activities do not exist for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from commons.accounts.models import User
from commons.notifications.models import Message
from communities.models import Community
from events.desk.registrations import unarmed
from events.models import Event, Registration
from tests.factories import make_community, make_event, make_registration, make_resident, make_venue

pytestmark = pytest.mark.django_db

State = Registration.State


def soon_event(community: Community, **fields: Any) -> Event:
    """A published activity in a week, by the real clock."""
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=7)
    return make_event(**{"community": community, "starts_at": start, "capacity": 5, **fields})


def at_desk(page: str, *arguments: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"events-desk:{page}", args=arguments)


def today() -> str:
    with translation.override("en"):
        return reverse("desk:home")


def answers_of(event: Event, **changes: Any) -> dict[str, Any]:
    """What the form for the activity sends when nothing but the changes was touched."""
    texts = {
        f"{name}_{code}": getattr(event, f"{name}_{code}") or ""
        for name in ("title", "summary", "description", "audience", "bring", "fee", "organiser")
        for code in ("zh_hans", "en", "ko")
    }
    answers = {
        **texts,
        "community": event.community_id,
        "kind": event.kind,
        "slug": event.slug,
        "capacity": event.capacity or "",
        "party_max": event.party_max,
        "offer_hours": 24,
        "offer_cutoff_hours": 2,
        "known_at": event.changed_at.isoformat() if event.pk else "",
    }
    sessions = list(event.sessions.all()) if event.pk else []
    for number, session in enumerate(sessions):
        answers |= row_of(number, session.starts_at, session.ends_at, session.venue_id, session.pk)
    return answers | {"sessions-TOTAL_FORMS": len(sessions), "sessions-INITIAL_FORMS": len(sessions)} | changes


def row_of(number: int, starts_at: Any, ends_at: Any, venue: int, session: int | str = "") -> dict[str, Any]:
    def typed(moment: Any) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")

    row = {"session": session, "venue": venue, "starts_at": typed(starts_at), "ends_at": typed(ends_at)}
    return {f"sessions-{number}-{name}": value for name, value in row.items()}


PAGES = ["event", "numbers", "edit", "preview", "picture", "publish", "capacity", "call_off", "registrations", "export"]


@pytest.mark.parametrize("page", PAGES)
def test_an_activity_of_another_community_does_not_exist(desk: Client, page: str) -> None:
    event = soon_event(make_community())

    assert desk.get(at_desk(page, event.reference)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_residents_have_no_desk(client: Client, community: Community, page: str) -> None:
    client.force_login(make_resident())

    assert client.get(at_desk(page, soon_event(community).reference)).status_code == 404


@pytest.mark.parametrize("page", ["copy", "unpublish", "publish", "capacity", "call_off", "edit", "remove_picture"])
def test_acts_on_another_communitys_activity_are_not_found(desk: Client, page: str) -> None:
    event = soon_event(make_community())

    assert desk.post(at_desk(page, event.reference), {"capacity": 9}).status_code == 404


def test_a_registration_of_another_community_does_not_exist(desk: Client) -> None:
    event = soon_event(make_community())
    registration = make_registration(event)

    page = at_desk("registration", event.reference, registration.reference)
    assert desk.get(page).status_code == 404
    assert desk.post(page, {"note": ""}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_more_than_twelve_times(
    desk: Client, community: Community, page: str, django_assert_max_num_queries: Any
) -> None:
    event = soon_event(community, capacity=30)
    for _ in range(5):
        make_registration(event)
        make_registration(event, state=State.WAITING)

    with django_assert_max_num_queries(12):
        response = desk.get(at_desk(page, event.reference))
        response.getvalue() if response.streaming else response.content

    assert response.status_code == 200


@pytest.mark.parametrize("address", [today(), at_desk("list"), at_desk("new")])
def test_no_list_asks_more_than_twelve_times(
    desk: Client, community: Community, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        event = soon_event(community, starts_at=timezone.now() + timedelta(days=number, hours=1))
        make_registration(event, state=State.OFFERED, offer_expires_at=timezone.now() + timedelta(hours=3))
        make_event(community=community, starts_at=None)

    with django_assert_max_num_queries(12):
        assert desk.get(address).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
@pytest.mark.parametrize("page", ["event", "edit", "preview", "publish", "registrations", "call_off", "capacity"])
def test_pages_answer_in_every_language(desk: Client, community: Community, language: str, page: str) -> None:
    event = soon_event(community)
    address = at_desk(page, event.reference, language=language)

    response = desk.get(address)

    assert response.status_code == 200
    assert f'<html lang="{ {"zh-hans": "zh-Hans"}.get(language, language) }"' in response.text


@pytest.mark.parametrize("page", ["event", "edit", "preview", "publish"])
def test_a_draft_without_a_session_can_be_looked_at(desk: Client, community: Community, page: str) -> None:
    draft = make_event(community=community, starts_at=None)

    assert desk.get(at_desk(page, draft.reference)).status_code == 200


def test_a_new_activity_is_written_with_its_sessions(desk: Client, community: Community) -> None:
    venue, start = make_venue(), timezone.now() + timedelta(days=3)
    answers = answers_of(
        Event(community=community, kind="sport", party_max=1, capacity=8), title_en="Table tennis", summary_en="Come."
    )
    answers |= row_of(0, start, start + timedelta(hours=2), venue.pk) | {"sessions-TOTAL_FORMS": 1}

    response = desk.post(at_desk("new"), answers)

    event = Event.objects.get(slug="table-tennis")
    assert response.url == at_desk("event", event.reference)
    assert (event.state, event.sessions.get().venue) == (Event.State.DRAFT, venue)


def test_a_taken_address_is_proposed_with_a_number(desk: Client, community: Community) -> None:
    make_event(slug="tea")

    desk.post(
        at_desk("new"),
        answers_of(Event(community=community, kind="talk", capacity=8), title_en="Tea", summary_en="Hot."),
    )

    assert Event.objects.filter(slug="tea-2").exists()


def test_a_row_is_added_without_losing_what_was_typed(desk: Client, community: Community) -> None:
    event = soon_event(community)

    response = desk.post(at_desk("edit", event.reference), answers_of(event, title_en="Typed", add_session="yes"))

    assert 'value="Typed"' in response.text
    assert 'name="sessions-1-starts_at"' in response.text
    assert "error-summary" not in response.text
    assert event.sessions.count() == 1


def test_the_added_row_is_a_week_later(desk: Client, community: Community) -> None:
    event = soon_event(community)

    response = desk.post(at_desk("edit", event.reference), answers_of(event, add_session="yes"))

    later = timezone.localtime(event.starts_at + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    assert f'value="{later}"' in response.text


def test_nothing_typed_is_lost_on_an_error(desk: Client, community: Community) -> None:
    event = soon_event(community)
    answers = answers_of(event, title_en="Still here", party_max=99)
    answers["sessions-0-ends_at"] = answers["sessions-0-starts_at"]

    response = desk.post(at_desk("edit", event.reference), answers)

    assert 'value="Still here"' in response.text
    assert "A session ends after it starts." in response.text


def test_a_ticked_session_is_removed_and_an_empty_row_ignored(desk: Client, community: Community) -> None:
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    event = make_event(
        community=community, sessions=[(start + timedelta(days=n), start + timedelta(days=n, hours=1)) for n in (0, 7)]
    )
    answers = answers_of(event, **{"sessions-0-DELETE": "on", "sessions-TOTAL_FORMS": 3})

    desk.post(at_desk("edit", event.reference), answers)

    assert [session.starts_at for session in event.sessions.all()] == [start + timedelta(days=7)]


def test_a_change_that_somebody_else_made_meanwhile_is_not_overwritten(desk: Client, community: Community) -> None:
    event = soon_event(community)
    answers = answers_of(event, title_en="Mine")
    Event.objects.filter(pk=event.pk).update(changed_at=timezone.now(), title_en="Theirs")

    response = desk.post(at_desk("edit", event.reference), answers)

    assert "Somebody else changed this activity meanwhile." in response.text
    assert 'value="Mine"' in response.text
    assert Event.objects.get(pk=event.pk).title_en == "Theirs"


def test_knowing_of_the_others_change_one_saves_again(desk: Client, community: Community) -> None:
    event = soon_event(community)
    answers = answers_of(event, title_en="Mine")
    Event.objects.filter(pk=event.pk).update(changed_at=timezone.now())
    known = desk.post(at_desk("edit", event.reference), answers).context["known_at"]

    desk.post(at_desk("edit", event.reference), answers | {"known_at": known})

    assert Event.objects.get(pk=event.pk).title_en == "Mine"


def test_a_place_taken_meanwhile_is_no_change_of_the_activity(desk: Client, community: Community) -> None:
    event = soon_event(community)
    answers = answers_of(event, title_en="Mine")
    make_registration(event)

    desk.post(at_desk("edit", event.reference), answers)

    event.refresh_from_db()
    assert (event.title_en, event.places_held) == ("Mine", 1)


def test_a_refused_capacity_is_said_and_nothing_is_saved(desk: Client, community: Community) -> None:
    event = soon_event(community, party_max=1)
    for _ in range(3):
        make_registration(event)
    event.refresh_from_db()

    response = desk.post(at_desk("edit", event.reference), answers_of(event, capacity=2))

    assert "3 people hold a place or an offer" in response.text


def test_a_draft_is_published_now(desk: Client, community: Community) -> None:
    draft = soon_event(community, state=Event.State.DRAFT, publish_at=None)

    desk.post(at_desk("publish", draft.reference), {"when": "now"})

    assert Event.objects.listed(timezone.now()).filter(pk=draft.pk).exists()


def test_a_draft_is_published_later(desk: Client, community: Community) -> None:
    draft = soon_event(community, state=Event.State.DRAFT, publish_at=None)
    tomorrow = timezone.localtime() + timedelta(days=1)

    desk.post(at_desk("publish", draft.reference), {"when": "later", "publish_at": tomorrow.strftime("%Y-%m-%dT%H:%M")})

    assert Event.objects.get(pk=draft.pk).is_scheduled(timezone.now())


def test_an_unfinished_draft_says_what_is_missing(desk: Client, community: Community) -> None:
    draft = make_event(community=community, starts_at=None)

    response = desk.post(at_desk("publish", draft.reference), {"when": "now"})

    assert "needs at least one session" in response.text


def test_a_copy_opens_for_editing(desk: Client, community: Community) -> None:
    event = soon_event(community)

    response = desk.post(at_desk("copy", event.reference))

    copy = Event.objects.get(slug=f"{event.slug}-2")
    assert response.url == at_desk("edit", copy.reference)


def test_the_preview_shows_a_draft_to_staff(desk: Client, community: Community) -> None:
    draft = soon_event(community, state=Event.State.DRAFT, publish_at=None, title_ko="탁구")

    response = desk.get(at_desk("preview", draft.reference, language="ko"))

    assert "탁구" in response.text


def test_calling_off_needs_to_be_confirmed(desk: Client, community: Community) -> None:
    event = soon_event(community)

    desk.post(at_desk("call_off", event.reference), {"en": "Storm"})

    assert Event.objects.get(pk=event.pk).state == Event.State.PUBLISHED


def test_calling_off_tells_everyone(desk: Client, community: Community) -> None:
    event = soon_event(community)
    registration = make_registration(event)

    desk.post(at_desk("call_off", event.reference), {"en": "Storm", "sure": "on"})

    assert Event.objects.get(pk=event.pk).state == Event.State.CANCELLED
    assert Message.objects.get(recipient=registration.resident).template == "events/called_off"


def test_the_preview_of_calling_off_names_who_is_told(desk: Client, community: Community) -> None:
    event = soon_event(community)
    make_registration(event, make_resident(full_name="Kim Minji", email=None, language="ko"))

    text = desk.get(at_desk("call_off", event.reference)).text

    assert "Kim Minji" in text
    assert "1 person has no e-mail address" in text


def test_staff_cancel_a_registration_with_a_note(desk: Client, community: Community, staff: User) -> None:
    event = soon_event(community)
    registration = make_registration(event)

    desk.post(at_desk("registration", event.reference, registration.reference), {"note": "Asked by phone"})

    step = registration.steps.get()
    assert (step.state, step.by, step.note) == (State.CANCELLED, staff, "Asked by phone")


def test_more_places_are_offered_from_the_desk(desk: Client, community: Community) -> None:
    event = soon_event(community, capacity=1)
    make_registration(event)
    head = make_registration(event, state=State.WAITING)

    desk.post(at_desk("capacity", event.reference), {"capacity": 2})

    head.refresh_from_db()
    assert head.state == State.OFFERED


def test_the_list_is_narrowed_by_state_and_name(desk: Client, community: Community) -> None:
    event = soon_event(community)
    make_registration(event, make_resident(full_name="Kim Minji"))
    make_registration(event, make_resident(full_name="Anna"))
    make_registration(event, make_resident(full_name="Gone"), state=State.CANCELLED)

    text = desk.get(at_desk("registrations", event.reference) + "?state=&q=minji").text
    everybody = desk.get(at_desk("registrations", event.reference)).text

    assert ("Kim Minji" in text, "Anna" in text) == (True, False)
    assert ("Anna" in everybody, "Gone" in everybody) == (True, False)


def test_a_reference_typed_into_the_search_opens_the_registration(desk: Client, community: Community) -> None:
    registration = make_registration(soon_event(community))

    response = desk.get(at_desk("list"), {"q": registration.reference.lower()})

    assert response.url == at_desk("registration", registration.event.reference, registration.reference)


def test_the_export_holds_every_line_and_no_formula(desk: Client, community: Community) -> None:
    event = soon_event(community)
    make_registration(event, make_resident(full_name='=HYPERLINK("http://example.org")', local_name="김민지"))

    content = desk.get(at_desk("export", event.reference)).getvalue().decode()

    assert content.startswith("\ufeff")
    assert "김민지" in content
    assert "\"'=HYPERLINK" in content


@pytest.mark.parametrize("cell", ["=1+1", "+86 1", "-1", "@x", "\t=1", "\r=1"])
def test_a_cell_that_looks_like_a_formula_is_text(cell: str) -> None:
    assert unarmed(cell) == f"'{cell}"


def test_today_says_what_waits(desk: Client, community: Community) -> None:
    event = soon_event(community, starts_at=timezone.now() + timedelta(hours=30))
    make_registration(
        event,
        make_resident(full_name="Kim Minji"),
        state=State.OFFERED,
        offer_expires_at=timezone.now() + timedelta(hours=1),
    )
    make_event(community=community, starts_at=None, title_en="Half-written")

    text = desk.get(today()).text

    assert "Kim Minji has not answered an offer" in text
    assert "Half-written" in text
    assert event.title_en in text


def test_today_leaves_other_communities_out(desk: Client) -> None:
    event = soon_event(make_community(), starts_at=timezone.now() + timedelta(hours=3), title_en="Elsewhere")
    make_registration(event, state=State.OFFERED, offer_expires_at=timezone.now() + timedelta(hours=1))

    text = desk.get(today()).text

    assert "Elsewhere" not in text
    assert "Nothing is waiting for you." in text
