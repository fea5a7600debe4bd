"""Staff look after their own communities, and no others exist for them."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.lib.dates import BEIJING
from commons.pictures.models import Picture
from commons.pictures.services import due_pictures, prepare_picture
from commons.translations.services import Standing, states
from commons.translations.texts import stored_text
from communities.models import Community, Notice, StaffMembership, Stage, Venue
from tests.factories import (
    in_three_languages,
    make_community,
    make_manager,
    make_notice,
    make_picture,
    make_resident,
    make_staff,
    make_venue,
)
from tests.pictures.files import drawing, saved, uploaded

pytestmark = pytest.mark.django_db
DESK = "/en/desk/communities/"
NO_TEXTS = {
    f"{field}_{code}": "" for field in ("area", "description", "office_hours") for code in ("zh_hans", "en", "ko")
}


@pytest.fixture
def community() -> Community:
    return make_community(slug="wanxiang")


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def teammate(client: Client, community: Community) -> Client:
    """A browser in which a member of the community's staff is signed in."""
    return signed_in(client, make_staff(community))


@pytest.fixture
def manager(client: Client) -> Client:
    """A browser in which a manager is signed in."""
    return signed_in(client, make_manager())


def texts_of(community: Community, **changes: str) -> dict[str, str]:
    names = [f"{field}_{code}" for field in ("name", "summary") for code in ("zh_hans", "en", "ko")]
    return {name: getattr(community, name) for name in names} | NO_TEXTS | {"phone": "", "email": ""} | changes


def every_page(community: Community) -> list[str]:
    notice, venue = make_notice(community=community), make_venue(community=community)
    return [
        "wanxiang/",
        "wanxiang/texts/",
        "wanxiang/picture/",
        "wanxiang/new-notice/",
        "wanxiang/new-venue/",
        f"notices/{notice.reference}/",
        f"notices/{notice.reference}/edit/",
        f"venues/{venue.slug}/",
    ]


def every_act(community: Community) -> list[str]:
    notice = make_notice(community=community)
    acts = [f"notices/{notice.reference}/take-down/", f"notices/{notice.reference}/discard/"]
    return [*acts, "wanxiang/picture/remove/", "wanxiang/staff/describe/", "wanxiang/staff/dismiss/"]


def test_a_teammate_opens_every_page(teammate: Client, community: Community) -> None:
    assert {teammate.get(DESK + page).status_code for page in every_page(community)} == {200}


def test_for_staff_of_another_community_none_of_it_exists(client: Client, community: Community) -> None:
    outsider = signed_in(client, make_staff())

    assert {outsider.get(DESK + page).status_code for page in every_page(community)} == {404}
    assert {outsider.post(DESK + act).status_code for act in every_act(community)} == {404}
    assert "wanxiang" not in outsider.get(DESK).content.decode()


def test_a_resident_has_no_desk(client: Client, community: Community) -> None:
    resident = signed_in(client, make_resident())

    assert {resident.get(DESK + page).status_code for page in ["", *every_page(community)]} == {404}


def test_a_visitor_is_asked_to_sign_in(client: Client, community: Community) -> None:
    assert {client.get(DESK + page).status_code for page in ["", *every_page(community)]} == {302}


def test_acts_are_not_done_by_reading(manager: Client, community: Community) -> None:
    assert {manager.get(DESK + act).status_code for act in every_act(community)} == {405}


@pytest.mark.parametrize("page", ["", "wanxiang/", "wanxiang/texts/", "wanxiang/picture/", "wanxiang/staff/"])
def test_a_page_asks_the_database_little(
    manager: Client, community: Community, django_assert_max_num_queries: Any, page: str
) -> None:
    for _ in range(5):
        make_staff(community)
        make_notice(community=community)
        make_venue(community=community)

    with django_assert_max_num_queries(12):
        assert manager.get(DESK + page).status_code == 200


def test_texts_are_saved_and_the_other_languages_become_outdated(teammate: Client, community: Community) -> None:
    form = texts_of(community, summary_zh_hans="一个新的说法。", phone="+86 631 555 1234", email="hi@example.org")

    response = teammate.post(f"{DESK}wanxiang/texts/", form)

    assert response.status_code == 302
    community.refresh_from_db()
    assert stored_text(community, "summary", "zh-hans") == "一个新的说法。"
    assert community.phone.as_e164 == "+866315551234"
    assert states(community)["summary"].standings["ko"] == Standing.OUTDATED


def test_a_minor_edit_leaves_the_other_languages_in_step(teammate: Client, community: Community) -> None:
    form = texts_of(community, summary_zh_hans="中文 By the sea!", minor_edit="on")

    teammate.post(f"{DESK}wanxiang/texts/", form)

    community.refresh_from_db()
    assert states(community)["summary"].standings["ko"] == Standing.DONE


def test_what_was_typed_survives_an_error(teammate: Client, community: Community) -> None:
    response = teammate.post(f"{DESK}wanxiang/texts/", texts_of(community, summary_en="Kept", email="nonsense"))

    assert response.status_code == 200
    assert "Kept" in response.content.decode()
    assert 'id="error-summary"' in response.content.decode()


def test_staff_cannot_list_their_community_by_themselves(teammate: Client) -> None:
    Community.objects.update(is_listed=False)
    community = Community.objects.get()

    teammate.post(f"{DESK}wanxiang/texts/", texts_of(community, is_listed="on"))

    assert not Community.objects.get().is_listed


def notice_form(**changes: str) -> dict[str, str]:
    return in_three_languages(title="Water", body="It is off on Monday.") | changes


def test_a_new_notice_is_a_draft_that_nobody_sees(teammate: Client) -> None:
    response = teammate.post(f"{DESK}wanxiang/new-notice/", notice_form())

    notice = Notice.objects.get()
    assert response["Location"] == f"{DESK}notices/{notice.reference}/"
    assert notice.stage(timezone.now()) == Stage.DRAFT
    assert teammate.get(f"/en/notices/{notice.reference}/").status_code == 404


def test_the_preview_shows_all_three_languages(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, publish_at=None, body_ko="")

    html = teammate.get(f"{DESK}notices/{notice.reference}/").content.decode()

    assert "中文 The lift" in html
    assert "English The lift" in html
    assert "not yet translated" in html


def test_a_notice_is_published_at_once(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, publish_at=None)

    with patch("communities.services.notices.touch_public_pages") as touched:
        teammate.post(f"{DESK}notices/{notice.reference}/", {"when": "now", "publish_at": "", "expires_at": ""})

    assert teammate.get(f"/en/notices/{notice.reference}/").status_code == 200
    touched.assert_called_once_with()


def test_a_notice_is_published_later_in_beijing_time(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, publish_at=None)

    teammate.post(
        f"{DESK}notices/{notice.reference}/",
        {"when": "later", "publish_at": "2099-01-01T08:00", "expires_at": "2099-01-02T08:00"},
    )

    notice.refresh_from_db()
    assert notice.stage(timezone.now()) == Stage.SCHEDULED
    assert notice.publish_at == datetime(2099, 1, 1, 8, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"when": "later", "publish_at": ""}, "Say when to publish it."),
        ({"when": "later", "publish_at": "2001-01-01T08:00"}, "The time that you chose has passed."),
        ({"when": "now", "expires_at": "2001-01-01T08:00"}, "The notice would be taken down before it is published."),
        ({"when": "later", "publish_at": "2099-01-02T08:00", "expires_at": "2099-01-01T08:00"}, "taken down before"),
    ],
)
def test_a_time_that_makes_no_sense_is_explained(
    teammate: Client, community: Community, answers: dict[str, str], said: str
) -> None:
    notice = make_notice(community=community, publish_at=None)

    response = teammate.post(f"{DESK}notices/{notice.reference}/", answers)

    assert said in response.content.decode()
    assert Notice.objects.get().publish_at is None


def test_a_notice_is_taken_down_and_published_again(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, publish_at=timezone.now() - timedelta(days=1))

    teammate.post(f"{DESK}notices/{notice.reference}/take-down/")
    assert teammate.get(f"/en/notices/{notice.reference}/").status_code == 404

    teammate.post(f"{DESK}notices/{notice.reference}/", {"when": "now"})
    assert teammate.get(f"/en/notices/{notice.reference}/").status_code == 200


def test_a_scheduled_notice_becomes_a_draft_again(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, publish_at=timezone.now() + timedelta(days=1))

    teammate.post(f"{DESK}notices/{notice.reference}/take-down/")

    assert Notice.objects.get().stage(timezone.now()) == Stage.DRAFT


def test_only_a_draft_is_thrown_away(teammate: Client, community: Community) -> None:
    out = make_notice(community=community, publish_at=timezone.now())
    draft = make_notice(community=community, publish_at=None)

    for notice in (out, draft):
        teammate.post(f"{DESK}notices/{notice.reference}/discard/")

    assert list(Notice.objects.all()) == [out]


def test_staff_cannot_mark_a_notice_as_urgent(teammate: Client) -> None:
    teammate.post(f"{DESK}wanxiang/new-notice/", notice_form(is_urgent="on"))

    assert not Notice.objects.get().is_urgent


def test_a_manager_marks_a_notice_as_urgent(manager: Client, community: Community) -> None:
    manager.post(f"{DESK}wanxiang/new-notice/", notice_form(is_urgent="on"))

    assert Notice.objects.get().is_urgent


def test_staff_who_edit_an_urgent_notice_keep_its_mark(teammate: Client, community: Community) -> None:
    notice = make_notice(community=community, is_urgent=True)

    teammate.post(f"{DESK}notices/{notice.reference}/edit/", notice_form())

    notice.refresh_from_db()
    assert notice.is_urgent
    assert stored_text(notice, "title", "en") == "English Water"


def test_a_new_venue_gets_its_address_from_its_english_name(teammate: Client, community: Community) -> None:
    form = in_three_languages(name="Garden Hall", directions="", access_note="")
    form |= {
        "name_en": "Garden Hall",
        "address_zh": "皇冠街道",
        "is_step_free": "on",
        "latitude": "37.4",
        "longitude": "122.1",
    }

    teammate.post(f"{DESK}wanxiang/new-venue/", form)

    venue = Venue.objects.get()
    assert (venue.slug, venue.community, venue.is_step_free) == ("garden-hall", community, True)


def test_two_venues_of_one_name_have_two_addresses(teammate: Client) -> None:
    make_venue(slug="hall")
    form = in_three_languages(name="x", directions="", access_note="") | {"name_en": "Hall", "address_zh": "皇冠街道"}

    teammate.post(f"{DESK}wanxiang/new-venue/", form)

    assert Venue.objects.filter(slug__startswith="hall-").exists()


def test_half_a_position_is_refused(teammate: Client) -> None:
    form = in_three_languages(name="Hall", directions="", access_note="") | {
        "address_zh": "皇冠街道",
        "latitude": "37.4",
    }

    response = teammate.post(f"{DESK}wanxiang/new-venue/", form)

    assert "Give both latitude and longitude, or neither." in response.content.decode()
    assert not Venue.objects.exists()


ALTS = {"alt_zh_hans": "海边", "alt_en": "By the sea", "alt_ko": "바닷가"}


def test_an_uploaded_picture_is_on_the_page_once_it_is_ready(teammate: Client, community: Community) -> None:
    teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(saved(drawing(), "PNG"))})
    assert "<picture>" not in teammate.get("/en/communities/wanxiang/").content.decode()

    for key in due_pictures(at=timezone.now()):
        prepare_picture(picture_id=key, at=timezone.now())

    html = teammate.get("/en/communities/wanxiang/").content.decode()
    assert 'alt="By the sea"' in html
    assert "<picture>" in html


def test_a_refused_picture_says_why(teammate: Client, community: Community) -> None:
    teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(saved(drawing(), "JPEG")[:3000])})
    for key in due_pictures(at=timezone.now()):
        prepare_picture(picture_id=key, at=timezone.now())

    html = teammate.get(f"{DESK}wanxiang/picture/").content.decode()

    assert "The file is damaged or was cut off on its way." in html


def test_a_hostile_file_is_refused_on_the_form(teammate: Client) -> None:
    response = teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(b"<svg onload='alert(1)'/>" * 9)})

    assert "cannot read this as a picture" in response.content.decode()
    assert not Picture.objects.exists()


def test_a_new_picture_replaces_the_old_one_and_its_files(
    teammate: Client, community: Community, django_capture_on_commit_callbacks: Any
) -> None:
    teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(saved(drawing(), "PNG"))})
    prepare_picture(picture_id=str(Picture.objects.get().pk), at=timezone.now())
    old = Picture.objects.get()

    with patch("commons.lib.waking.current_app.send_task"), django_capture_on_commit_callbacks(execute=True):
        teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(saved(drawing(), "WEBP"))})

    assert Picture.objects.get().pk != old.pk
    assert not any(default_storage.exists(name) for name in old.rendition_names())


def test_the_words_of_the_picture_are_changed_without_a_file(teammate: Client, community: Community) -> None:
    Community.objects.update(picture=make_picture())

    teammate.post(f"{DESK}wanxiang/picture/", ALTS)

    assert stored_text(Picture.objects.get(), "alt", "ko") == "바닷가"


def test_the_picture_is_removed(teammate: Client) -> None:
    Community.objects.update(picture=make_picture())

    teammate.post(f"{DESK}wanxiang/picture/remove/")

    assert Community.objects.get().picture is None
    assert not Picture.objects.exists()


def test_a_manager_assigns_a_person_by_e_mail(manager: Client, community: Community) -> None:
    person = make_resident(email="li.na@example.org")

    manager.post(f"{DESK}wanxiang/staff/", {"email": " Li.Na@example.org "})

    assert Community.objects.staffed_by(person).get() == community


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("nobody@example.org", "Nobody has an account with the address"),
        ("here@example.org", "works for this community already"),
    ],
)
def test_who_cannot_be_assigned_is_explained(manager: Client, community: Community, email: str, said: str) -> None:
    make_staff(community, email="here@example.org")

    response = manager.post(f"{DESK}wanxiang/staff/", {"email": email})

    assert said in response.content.decode()
    assert StaffMembership.objects.count() == 1


def test_staff_do_not_choose_staff(teammate: Client) -> None:
    assert teammate.get(f"{DESK}wanxiang/staff/").status_code == 404
    assert teammate.post(f"{DESK}wanxiang/staff/", {"email": "x@example.org"}).status_code == 404


def test_a_manager_names_a_contact_and_what_they_help_with(manager: Client, community: Community) -> None:
    make_staff(community, full_name="Li Na")
    member = StaffMembership.objects.get()
    prefix = f"member-{member.pk}"
    duties = {
        f"{prefix}-duty_{code}": text for code, text in (("zh_hans", "搬家"), ("en", "Moving in"), ("ko", "이사"))
    }

    manager.post(f"{DESK}wanxiang/staff/describe/", {"member": member.pk, f"{prefix}-is_contact": "on", **duties})

    html = manager.get("/ko/communities/wanxiang/").content.decode()
    assert "Li Na" in html
    assert "이사" in html


def test_a_manager_dismisses_staff(manager: Client, community: Community) -> None:
    person = make_staff(community)

    manager.post(f"{DESK}wanxiang/staff/dismiss/", {"member": StaffMembership.objects.get().pk})

    assert not Community.objects.staffed_by(person).exists()
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("member", ["", "0", "x", "9" * 40, "٣"])
def test_a_made_up_member_is_not_found(manager: Client, community: Community, member: str) -> None:
    assert manager.post(f"{DESK}wanxiang/staff/dismiss/", {"member": member}).status_code == 404


@pytest.mark.parametrize("half", [{"longitude": None}, {"latitude": None}, {"latitude": "91"}])
def test_the_database_wants_a_whole_position(half: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_venue(**half)


def test_an_upload_that_would_fill_the_disk_is_cut_off(teammate: Client, settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 50_000

    response = teammate.post(f"{DESK}wanxiang/picture/", ALTS | {"file": uploaded(b"\0" * 200_000)})

    assert response.status_code == 413
    assert not Picture.objects.exists()
