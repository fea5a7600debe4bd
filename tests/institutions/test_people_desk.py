"""Institutions at the desk: who acts for each, which nobody represents, and an officer's invitation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.accounts.services import erase_account
from commons.audit.models import Entry
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from institutions.errors import NotYourMove
from institutions.errors import applying as refusals
from institutions.models import Institution, Invitation, Member
from institutions.roles import roles_of
from institutions.services import abandonment, members, representation
from institutions.tasks import report_abandoned
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.reviewing import signed_in
from tests.pages import ParsedPage
from tests.scheduling.racing import at_once, late, without_lock

pytestmark = pytest.mark.django_db
ADDRESS = "next@example.org"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def officer(db: None) -> User:
    return making.make_officer(full_name="Officer Han")


def at_desk(institution: Institution) -> str:
    return reverse("institutions-desk:institution", args=[institution.slug])


def abandoned(**fields: Any) -> tuple[Institution, User]:
    """A settled institution whose only representative has erased their account, and the account."""
    last = make_resident()
    institution = making.make_settled(last, **fields)
    erase_account(user=last, at=NOON)
    return institution, last


def invite(institution: Institution, officer: User, email: str = ADDRESS) -> Invitation:
    return representation.invite_representative(
        institution=institution, email=email, language="ko", by=officer, at=NOON
    )


def link_of_the_mail() -> str:
    """The path of the link in the mail that has just left."""
    deliver_due(at=NOON)
    text = str(mail.outbox[-1].body)
    link = next(line for line in text.splitlines() if "/invited/" in line).strip()
    return "/" + link.split("/", 3)[3]


def listed(client: Client, tab: str = "nobody", **asked: str) -> list[Institution]:
    return list(client.get(reverse("institutions-desk:institutions"), {"tab": tab} | asked).context["page"])


def test_whoever_erases_the_last_account_leaves_an_institution_that_is_marked(officer: User) -> None:
    institution, _last = abandoned()
    making.make_settled(make_resident())
    browser = signed_in(officer)

    assert listed(browser) == [institution]
    assert "Nobody acts for it" in browser.get(reverse("institutions-desk:institutions")).text
    html = browser.get(at_desk(institution)).text
    assert "Nobody acts for this institution" in html
    assert "Who acted for it before" in html
    assert "1 institution has nobody who represents it" in browser.get(reverse("desk:home")).text


def test_colleagues_alone_do_not_represent_it(officer: User) -> None:
    institution, _last = abandoned()
    making.make_member(institution, duty="colleague")
    browser = signed_in(officer)

    assert listed(browser) == [institution]
    assert "Nobody represents this institution" in browser.get(at_desk(institution)).text


def test_institutions_that_nobody_waits_for_are_not_marked_and_drafts_are_not_seen(officer: User) -> None:
    ended, drafting, handed_in = making.make_institution(), making.make_institution(), making.make_institution()
    making.make_contract(ended, state="terminated")
    making.make_application(drafting)
    making.make_application(handed_in, state="submitted")
    browser = signed_in(officer)

    assert listed(browser) == [handed_in]
    assert set(listed(browser, "all")) == {ended, handed_in}
    assert browser.get(at_desk(drafting)).status_code == 404
    assert browser.post(at_desk(drafting), {"email": ADDRESS, "language": "en"}).status_code == 404


def test_officers_are_told_once_of_each_time_that_nobody_is_left(officer: User) -> None:
    own, later = making.make_officer(language="ko"), NOON + timedelta(days=1)
    institution, _last = abandoned()
    making.make_member(institution, own, duty="colleague")
    making.make_settled(make_resident())

    assert [abandonment.report(at=NOON), abandonment.report(at=later)] == [1, 0]
    institution.members.filter(user=own).update(until=later)
    assert abandonment.report(at=later) == 0
    next_one = making.make_member(institution)
    assert abandonment.report(at=later) == 0
    institution.members.filter(user=next_one).update(until=later)
    assert abandonment.report(at=later) == 1

    told = Message.objects.filter(template="institutions/unrepresented").order_by("pk")
    assert [message.recipient for message in told].count(officer) == 2
    assert [message.recipient for message in told].count(own) == 1
    assert told.filter(recipient=officer)[0].url == f"/en/desk/institutions/directory/{institution.slug}/"


def test_beat_has_a_worker_tell_of_it(settings: Any) -> None:
    assert report_abandoned.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    report_abandoned()


def test_institutions_are_found_by_name_and_reference(officer: User) -> None:
    sea = making.make_settled(name_ko="바다 무역")
    making.make_settled()
    browser = signed_in(officer)

    assert listed(browser, "all", q="바다") == [sea]
    assert listed(browser, "all", q=sea.reference.lower()) == [sea]
    assert listed(browser, "all", q="\0zzz") == []


def test_an_invited_stranger_represents_the_institution_and_the_officer_hears_of_it(officer: User) -> None:
    institution, _last = abandoned()
    signed_in(officer).post(at_desk(institution), {"email": ADDRESS, "language": "ko"})
    path = link_of_the_mail()
    assert path.startswith("/ko/institutions/invited/")
    assert Invitation.objects.get().digest == members.digest_of(path.rstrip("/").rsplit("/", 1)[-1])
    person = make_resident()
    browser = signed_in(person)

    html = browser.get(path, follow=True).text
    assert "Officer Han" not in html
    browser.post(reverse("institutions:invitation"))

    member = Member.objects.get(user=person)
    assert (member.duty, member.until) == ("representative", None)
    assert institution.pk in roles_of(person).represents
    message = Message.objects.get(template="institutions/represented")
    assert (message.recipient, message.url) == (officer, f"/en/desk/institutions/directory/{institution.slug}/")
    assert listed(signed_in(officer)) == []


def test_the_mail_names_the_institution_and_no_officer(officer: User) -> None:
    institution, _last = abandoned()

    invite(institution, officer)
    deliver_due(at=NOON)

    (sent,) = [one for one in mail.outbox if one.to == [ADDRESS]]
    assert institution.name_ko in sent.subject  # type: ignore[attr-defined]
    assert "Officer Han" not in str(sent.body) + sent.subject


def test_everybody_who_acts_for_it_is_told_in_their_language(officer: User) -> None:
    institution = making.make_settled(make_resident(language="zh-hans"))

    made = invite(institution, officer)
    representation.withdraw_invitation(invitation=made, by=officer, at=NOON)

    told = Message.objects.filter(template="institutions/invited_by_officers").order_by("pk")
    assert [message.language for message in told] == ["zh-hans", "zh-hans"]
    assert all(ADDRESS in message.text for message in told)


def test_a_colleague_who_is_invited_represents_it_from_then_on(officer: User) -> None:
    institution, _last = abandoned()
    colleague = making.make_member(institution, duty="colleague")
    made = invite(institution, officer, colleague.email or "")

    members.accept(invitation=made, by=colleague, at=NOON)

    assert [member.duty for member in institution.members.standing()] == ["representative"]
    with pytest.raises(refusals.RepresentsAlready):
        invite(institution, officer, (colleague.email or "").upper())


def test_an_address_is_invited_once_also_from_both_sides(officer: User) -> None:
    representative = make_resident()
    institution = making.make_settled(representative)
    members.invite(institution=institution, email=ADDRESS, duty="colleague", language="en", by=representative, at=NOON)

    with pytest.raises(refusals.InvitedAlready):
        invite(institution, officer)

    page = signed_in(officer).post(at_desk(institution), {"email": ADDRESS, "language": "en"}).text
    assert "has been invited already" in page
    assert ADDRESS in page


def test_an_invitation_is_withdrawn_and_its_link_opens_nothing(officer: User) -> None:
    institution, _last = abandoned()
    made = invite(institution, officer)
    path = link_of_the_mail()
    address = reverse("institutions-desk:invitation_withdraw", args=[institution.slug, made.pk])
    browser = signed_in(officer)

    assert browser.get(address).status_code == 405
    browser.post(address)

    assert Client().get(path).status_code == 404
    assert "not valid any more" in browser.post(address, follow=True).text
    other, _gone = abandoned()
    wrong = reverse("institutions-desk:invitation_withdraw", args=[other.slug, made.pk])
    assert browser.post(wrong).status_code == 404


def test_only_officers_who_do_not_act_for_it_invite(officer: User) -> None:
    institution = making.make_settled(officer)
    made = members.invite(institution=institution, email=ADDRESS, duty="colleague", language="en", by=officer, at=NOON)

    with pytest.raises(refusals.ActsForItself):
        invite(institution, officer, "another@example.org")
    with pytest.raises(refusals.ActsForItself):
        representation.withdraw_invitation(invitation=made, by=officer, at=NOON)
    with pytest.raises(NotYourMove):
        invite(institution, make_resident())
    assert "a colleague among the officers" in signed_in(officer).get(at_desk(institution)).text


def test_the_access_log_keeps_who_looked_invited_and_withdrew(officer: User) -> None:
    institution, _last = abandoned()
    browser = signed_in(officer)

    browser.get(at_desk(institution))
    browser.post(at_desk(institution), {"email": ADDRESS, "language": "en"})
    browser.post(reverse("institutions-desk:invitation_withdraw", args=[institution.slug, Invitation.objects.get().pk]))

    about = Entry.objects.filter(subject="institutions.people", reference=institution.reference).order_by("pk")
    assert [(one.act, one.reason) for one in about] == [
        ("open", ""), ("change", "invited a representative"), ("change", "took an invitation back"),
    ]  # fmt: skip
    assert {one.actor_id for one in about} == {officer.pk}


def test_the_address_is_asked_for(officer: User) -> None:
    institution, _last = abandoned()

    page = signed_in(officer).post(at_desk(institution), {"email": "no address", "language": "en"}).text

    assert "error-summary" in page
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_nothing_at_this_desk_is_left_in_english(officer: User, language: str) -> None:
    words = {"name_zh_hans": "海", "name_en": "海", "name_ko": "海"}
    institution, _last = abandoned(**words)
    invite(institution, officer)
    User.objects.filter(pk=officer.pk).update(full_name="한")
    browser = signed_in(officer)

    for path in (at_desk(institution), reverse("institutions-desk:institutions")):
        html = browser.get(path.replace("/en/", f"/{language}/", 1)).text
        page = ParsedPage.of("/", html)
        assert page.foreign_words(frozenset({"English", "Hometown", ADDRESS, *ADDRESS.split("@")})) == []


def test_the_pages_ask_the_database_little(officer: User, django_assert_max_num_queries: Any) -> None:
    institution = making.make_settled(make_resident())
    for number in range(6):
        making.make_member(institution, duty="colleague")
        invite(institution, officer, f"{number}@example.org")
        making.make_settled(make_resident())
        abandoned()
    browser = signed_in(officer)

    with django_assert_max_num_queries(12):
        browser.get(at_desk(institution))
    with django_assert_max_num_queries(12):
        listed(browser, "all")


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_invite_at_once_one_learns_that_it_is_done() -> None:
    institution, _last = abandoned()
    officers = [making.make_officer() for _ in range(4)]

    answers = at_once([lambda one=one: invite(institution, one) for one in officers])

    assert sum(isinstance(answer, refusals.InvitedAlready) for answer in answers) == 3
    assert Invitation.objects.count() == 1
    assert Message.objects.filter(template="institutions/invited").count() == 1


def withdrawing_and_accepting(institution: Institution) -> list[Any]:
    """An officer takes the invitation back at the moment at which it is accepted."""
    officer, person = making.make_officer(), make_resident()
    made = invite(institution, officer)
    at = NOON + timedelta(hours=1)
    return [
        lambda: representation.withdraw_invitation(invitation=made, by=officer, at=at),
        lambda: members.accept(invitation=made, by=person, at=at),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_withdrawn_or_accepted_and_never_both() -> None:
    institution, _last = abandoned()

    for _ in range(4):
        answers = at_once(withdrawing_and_accepting(institution))

        made = Invitation.objects.latest("pk")
        assert sum(isinstance(answer, refusals.InvitationOver) for answer in answers) == 1
        assert (made.accepted_at is None) != (made.revoked_at is None)
        Member.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_whoever_was_told_that_it_is_withdrawn_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    institution, _last = abandoned()
    acts = withdrawing_and_accepting(institution)
    without_lock(monkeypatch, Institution)
    # Whoever accepts has seen that the invitation stands, and goes on when it has been taken back.
    monkeypatch.setattr(members, "_let_in", late(late(members._let_in)))
    monkeypatch.setattr(representation, "take_back", late(representation.take_back))

    answers = at_once(acts)

    made = Invitation.objects.get()
    assert not [answer for answer in answers if isinstance(answer, refusals.InvitationOver)]
    assert made.accepted_at is not None
    assert made.revoked_at is not None
