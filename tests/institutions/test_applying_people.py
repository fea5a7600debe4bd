"""Those who act for an institution: invited by a link that only the mail knows, given another part, let go."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from institutions.errors import applying as refusals
from institutions.models import Institution, Invitation, Member
from institutions.roles import roles_of
from institutions.services import members
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.scheduling.racing import at_once, meeting, without_lock

LATER = NOON + members.VALID_FOR


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def representative(db: None) -> User:
    return make_resident(full_name="Kim Yesi")


@pytest.fixture
def institution(representative: User) -> Institution:
    return making.make_institution(member=representative)


def page(institution: Institution, act: str = "") -> str:
    return reverse(f"institutions:people{act and '_' + act}", args=[institution.slug])


def invite(institution: Institution, by: User, email: str = "colleague@example.org", **told: str) -> Invitation:
    values = {"duty": "colleague", "language": "ko"} | told
    return members.invite(institution=institution, email=email, by=by, at=NOON, **values)


def link_of_the_mail() -> str:
    """The path of the link in the mail that has just left."""
    deliver_due(at=NOON)
    text = str(mail.outbox[-1].body)
    return next(line.removeprefix("http://testserver") for line in text.splitlines() if "/invited/" in line).strip()


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3] if link.startswith("http") else link


def test_the_secret_stands_in_the_mail_alone(institution: Institution, representative: User) -> None:
    made = invite(institution, representative)
    assert made.digest == ""

    path = path_of(link_of_the_mail())

    made.refresh_from_db()
    secret = path.rstrip("/").rsplit("/", 1)[-1]
    assert path.startswith("/ko/institutions/invited/")
    assert made.digest == members.digest_of(secret)
    assert secret not in "".join(str(row) for row in Message.objects.values())


def test_a_colleague_joins_by_the_link(client: Client, institution: Institution, representative: User) -> None:
    invite(institution, representative)
    path = path_of(link_of_the_mail())
    colleague = make_resident()

    signed_out = client.get(path, follow=True)
    assert signed_out.redirect_chain[-1][0].startswith("/ko/accounts/login/")
    assert path.rstrip("/").rsplit("/", 1)[-1] not in signed_out.redirect_chain[-1][0]
    client.force_login(colleague)
    client.get(path)
    html = client.get(reverse("institutions:invitation")).content.decode()
    assert "Kim Yesi" in html
    assert not roles_of(colleague).institutions
    client.post(reverse("institutions:invitation"))

    member = Member.objects.get(user=colleague)
    assert (member.institution, member.duty, member.until) == (institution, "colleague", None)
    assert Message.objects.filter(recipient=representative, template="institutions/joined").exists()
    assert client.get(path).status_code == 404


def test_opening_the_link_changes_nothing(client: Client, institution: Institution, representative: User) -> None:
    invite(institution, representative)
    client.force_login(make_resident())

    client.get(path_of(link_of_the_mail()), follow=True)

    assert Member.objects.count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_is_valid_for_two_weeks(institution: Institution, representative: User) -> None:
    made = invite(institution, representative)

    with pytest.raises(refusals.InvitationOver):
        members.accept(invitation=made, by=make_resident(), at=LATER)


def test_what_was_taken_back_opens_nothing(client: Client, institution: Institution, representative: User) -> None:
    made = invite(institution, representative)
    path = path_of(link_of_the_mail())
    client.force_login(representative)

    client.post(page(institution, "revoke"), {"invitation": made.pk})

    assert client.get(path).status_code == 404
    with pytest.raises(refusals.InvitationOver):
        members.accept(invitation=made, by=make_resident(), at=NOON)


def test_an_invitation_of_another_institution_is_not_taken_back(client: Client, institution: Institution) -> None:
    stranger = make_resident()
    other = making.make_institution(member=stranger)
    made = invite(other, stranger)
    client.force_login(institution.members.get().user)

    assert client.post(page(institution, "revoke"), {"invitation": made.pk}).status_code == 404


def test_an_address_is_invited_once(institution: Institution, representative: User) -> None:
    invite(institution, representative)

    with pytest.raises(refusals.InvitedAlready):
        invite(institution, representative, "Colleague@Example.org")
    with pytest.raises(refusals.MemberAlready):
        invite(institution, representative, str(representative.email))


def test_an_address_is_invited_again_when_the_time_of_the_first_is_over(
    institution: Institution, representative: User
) -> None:
    first = invite(institution, representative)

    members.invite(
        institution=institution, email=first.email, duty="colleague", language="en", by=representative, at=LATER
    )

    assert members.waiting_invitations(institution, LATER).count() == 1


def test_nobody_floods_mailboxes(institution: Institution, representative: User) -> None:
    for number in range(members.MOST_WAITING):
        invite(institution, representative, f"colleague-{number}@example.org")

    with pytest.raises(refusals.TooManyInvitations):
        invite(institution, representative, "one-more@example.org")


def test_colleagues_neither_invite_nor_let_go(institution: Institution, representative: User) -> None:
    colleague = making.make_member(institution, duty="colleague")
    other = institution.members.get(user=representative)

    with pytest.raises(refusals.OnlyRepresentatives):
        invite(institution, colleague)
    with pytest.raises(refusals.OnlyRepresentatives):
        members.end_access(member=other, by=colleague, at=NOON)
    own = institution.members.get(user=colleague)
    with pytest.raises(refusals.OnlyRepresentatives):
        members.change_duty(member=own, duty="representative", by=colleague, at=NOON)


def test_whoever_is_let_go_sees_nothing_any_more(
    client: Client, institution: Institution, representative: User
) -> None:
    colleague = making.make_member(institution, duty="colleague")
    client.force_login(representative)

    client.post(page(institution, "change"), {"member": institution.members.get(user=colleague).pk, "duty": ""})

    client.force_login(colleague)
    assert client.get(page(institution)).status_code == 404
    assert Member.objects.get(user=colleague).until == NOON


def test_a_colleague_leaves_by_themselves(client: Client, institution: Institution) -> None:
    colleague = making.make_member(institution, duty="colleague")
    client.force_login(colleague)

    response = client.post(page(institution, "change"), {"member": institution.members.get(user=colleague).pk})

    assert response["Location"] == reverse("me:home")
    assert not roles_of(User.objects.get(pk=colleague.pk)).institutions


def test_the_last_representative_stays(institution: Institution, representative: User) -> None:
    own = institution.members.get(user=representative)

    with pytest.raises(refusals.LastRepresentative):
        members.end_access(member=own, by=representative, at=NOON)
    with pytest.raises(refusals.LastRepresentative):
        members.change_duty(member=own, duty="colleague", by=representative, at=NOON)


def test_a_representative_leaves_when_another_one_is_there(institution: Institution, representative: User) -> None:
    colleague = making.make_member(institution, duty="colleague")
    members.change_duty(
        member=institution.members.get(user=colleague), duty="representative", by=representative, at=NOON
    )

    members.end_access(member=institution.members.get(user=representative), by=representative, at=NOON)

    assert list(institution.members.representatives().values_list("user", flat=True)) == [colleague.pk]


def test_a_member_of_another_institution_is_not_found(client: Client, institution: Institution) -> None:
    stranger = making.make_member(making.make_institution())
    client.force_login(institution.members.get().user)

    sent = {"member": Member.objects.get(user=stranger).pk, "duty": ""}

    assert client.post(page(institution, "change"), sent).status_code == 404
    assert client.post(page(institution, "change"), {"member": "nonsense"}).status_code == 404


def test_the_page_of_people_asks_the_database_little(
    client: Client, institution: Institution, representative: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        making.make_member(institution, duty="colleague")
        invite(institution, representative, f"colleague-{number}@example.org")
    client.force_login(representative)

    with django_assert_max_num_queries(12):
        client.get(page(institution))


def leaving(institution: Institution) -> list[Any]:
    """Both representatives leave at the same moment."""
    everybody = list(institution.members.select_related("user"))
    return [
        lambda member=member: members.end_access(member=member, by=member.user, at=NOON + timedelta(hours=1))
        for member in everybody
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_representatives_who_leave_at_once_one_stays() -> None:
    institution = making.make_institution()
    for _ in range(2):
        making.make_member(institution)

    answers = at_once(leaving(institution))

    assert sum(isinstance(answer, refusals.LastRepresentative) for answer in answers) == 1
    assert institution.members.representatives().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    institution = making.make_institution()
    for _ in range(2):
        making.make_member(institution)
    without_lock(monkeypatch, Institution)
    meeting(monkeypatch, "institutions.services.members._refuse_last")

    at_once(leaving(institution))

    assert institution.members.representatives().count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_opened_in_two_windows_gives_one_membership(monkeypatch: pytest.MonkeyPatch) -> None:
    representative = make_resident()
    institution = making.make_institution(member=representative)
    made = invite(institution, representative)
    people = [make_resident() for _ in range(8)]

    answers = at_once([lambda one=one: members.accept(invitation=made, by=one, at=NOON) for one in people])

    assert sum(isinstance(answer, refusals.InvitationOver) for answer in answers) == 7
    assert institution.members.standing().count() == 2
