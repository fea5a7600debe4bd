"""An activity is published, taken back, or called off; and who is told."""

from datetime import timedelta

import pytest

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident, make_staff

pytestmark = pytest.mark.django_db

State = Registration.State
DRAFT = {"state": Event.State.DRAFT, "publish_at": None}
REASON = {"zh-hans": "教练生病了。", "en": "The coach is ill.", "ko": "코치가 아픕니다."}


def test_a_draft_goes_public_at_once() -> None:
    event = services.publish(event=make_event(**DRAFT), at=NOON)

    assert (event.state, event.publish_at) == (Event.State.PUBLISHED, NOON)
    assert Event.objects.listed(NOON).filter(pk=event.pk).exists()


def test_a_draft_goes_public_later() -> None:
    later = NOON + timedelta(days=1)

    event = services.publish(event=make_event(**DRAFT), at=NOON, publish_at=later)

    assert event.is_scheduled(NOON)
    assert not Event.objects.visible(NOON).filter(pk=event.pk).exists()
    assert Event.objects.listed(later).filter(pk=event.pk).exists()


def test_a_planned_moment_can_be_moved_forward() -> None:
    event = make_event(publish_at=NOON + timedelta(days=1))

    assert services.publish(event=event, at=NOON).publish_at == NOON


UNFIT: dict[type[Refusal], dict[str, object]] = {
    errors.AlreadyPublished: {},
    errors.ActivityCancelled: {"state": Event.State.CANCELLED, "cancelled_at": NOON},
    errors.SessionNeeded: {"starts_at": None},
    errors.ActivityOver: {**DRAFT, "starts_at": NOON - timedelta(days=1)},
    errors.TitleNeeded: {**DRAFT, "summary_zh_hans": "", "summary_en": "", "title_ko": ""},
}


@pytest.mark.parametrize("refusal", UNFIT, ids=lambda refusal: refusal.code)
def test_what_cannot_be_published_is_refused(refusal: type[Refusal]) -> None:
    event = make_event(**UNFIT[refusal])

    with pytest.raises(refusal):
        services.publish(event=event, at=NOON)


def test_nobody_registered_so_it_goes_back_to_a_draft() -> None:
    event = services.unpublish(event=make_event(), at=NOON)

    assert (event.state, event.publish_at) == (Event.State.DRAFT, None)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.OFFERED, State.WAITING])
def test_with_people_registered_it_does_not_go_back(state: State) -> None:
    event = make_event()
    make_registration(event, state=state, party=2)

    with pytest.raises(errors.HasRegistrations) as caught:
        services.unpublish(event=event, at=NOON)

    assert caught.value.values == {"people": 2}


def test_everyone_with_a_place_an_offer_or_a_spot_is_told_in_their_language() -> None:
    event = make_event()
    told = [
        make_registration(event, make_resident(language="ko")),
        make_registration(event, make_resident(language="zh-hans"), state=State.OFFERED),
        make_registration(event, make_resident(language="en"), state=State.WAITING),
    ]
    make_registration(event, state=State.CANCELLED)

    count = services.cancel_event(event=event, reason=REASON, by=make_staff(event.community), at=NOON)

    messages = Message.objects.filter(template="events/called_off")
    assert count == 3
    assert {message.recipient_id for message in messages} == {registration.resident_id for registration in told}
    assert "코치가 아픕니다" in messages.get(language="ko").text


def test_a_called_off_activity_ends_its_registrations_and_frees_its_places() -> None:
    event = make_event()
    registration = make_registration(event, party=3)

    services.cancel_event(event=event, reason=REASON, by=make_staff(event.community), at=NOON)

    event.refresh_from_db()
    registration.refresh_from_db()
    assert (event.state, event.places_held) == (Event.State.CANCELLED, 0)
    assert (registration.state, registration.steps.get().state) == (State.CALLED_OFF, State.CALLED_OFF)


def test_the_preview_counts_parties_people_and_languages() -> None:
    event = make_event()
    make_registration(event, make_resident(language="ko"), party=3)
    without_address = make_registration(event, make_resident(email=None, language="zh-hans"), state=State.WAITING)

    audience = services.audience_of(event)

    assert (audience.parties, audience.people) == (2, 4)
    assert audience.by_language == {"zh-hans": 1, "en": 0, "ko": 1}
    assert audience.unreachable == [without_address]


CANNOT_BE_CALLED_OFF: dict[type[Refusal], dict[str, object]] = {
    errors.NotYetPublic: DRAFT,
    errors.ActivityCancelled: {"state": Event.State.CANCELLED, "cancelled_at": NOON},
    errors.ActivityOver: {"starts_at": NOON - timedelta(days=1)},
}


@pytest.mark.parametrize("refusal", CANNOT_BE_CALLED_OFF, ids=lambda refusal: refusal.code)
def test_what_cannot_be_called_off_is_refused(refusal: type[Refusal]) -> None:
    event = make_event(**CANNOT_BE_CALLED_OFF[refusal])

    with pytest.raises(refusal):
        services.cancel_event(event=event, reason=REASON, by=make_staff(event.community), at=NOON)


def test_a_reason_is_needed() -> None:
    event = make_event()

    with pytest.raises(errors.ReasonNeeded):
        services.cancel_event(event=event, reason={"en": " "}, by=make_staff(event.community), at=NOON)
