"""The sample people: one for each role to sign in with, staff, and neighbours who fill the activities."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from commons.accounts.models import User
from commons.accounts.services import give_consent, standing_consent
from communities.models import Community, StaffMembership
from communities.services import describe_staff
from portal.sample import PASSWORD, by_code, columns, read

MANAGERS = "Managers"
"""The group of those who work for every community and look after the legal service area."""
CLERKS = "Legal clerks"
"""The group of those who receive the clients of the legal service area."""
OFFICERS = "Institution officers"
"""The group of those who receive institutions in the international living room."""
LOCAL_SCRIPT = {"ko": "예시 {}", "zh-hans": "示例{}", "en": "{} Sample"}
COUNTRIES = {"ko": ["KR"], "zh-hans": ["CN", "SG"], "en": ["GB", "US", "RU", "MN", "CA"]}


def load_sign_ins(at: datetime) -> dict[str, User]:
    """One account for each role, by role. Outside development and test nobody can sign in with the known password."""
    people = {}
    for person in read("people")["sign_in"]:
        role = person["role"]
        powers = {"is_staff": True, "is_superuser": True} if role == "administrator" else {}
        people[role] = person_of(person, at, password=None if settings.PRODUCTION else PASSWORD, **powers)
    _empower(people["manager"], MANAGERS, "staff_every_community", "manage_the_area")
    _empower(people["clerk"], CLERKS, "work_at_the_counter")
    for officer in ("officer", "second-officer"):
        _empower(people[officer], OFFICERS, "receive_institutions")
    return people


def _empower(person: User, group_name: str, *codenames: str) -> None:
    """Put the person into a group that has these permissions."""
    group, _ = Group.objects.get_or_create(name=group_name)
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    person.groups.add(group)


def load_staff(editor: User, at: datetime) -> dict[str, User]:
    """Who works where, by the slug of the community; the first one named is the one who edits its activities."""
    by_community: dict[str, User] = {}
    listed = read("people")
    for person in [*(one for one in listed["sign_in"] if "communities" in one), *listed["staff"]]:
        user = person_of(person, at)
        for slug in person["communities"]:
            by_community.setdefault(slug, user)
            _employ(user, Community.objects.get(slug=slug), person["duty"], editor, at)
    return by_community


def load_residents(at: datetime) -> list[User]:
    """Neighbours of all three languages, by turns; they cannot sign in."""
    told = read("people")["residents"]
    residents = []
    for number in range(told["count"]):
        code = ("ko", "zh-hans", "en")[number % 3]
        names = told["zh" if code == "zh-hans" else code]
        name = names[number // 3 % len(names)]
        # The same given name comes round again: a number tells the people apart.
        called = name if number // 3 < len(names) else f"{name} {number // 3 // len(names) + 1}"
        person = {
            "email": f"neighbour-{number + 1:02}@example.org",
            "language": code,
            "full_name": LOCAL_SCRIPT[code].format(called),
            "called": called,
            "country": COUNTRIES[code][number % len(COUNTRIES[code])],
        }
        residents.append(person_of(person, at))
    return residents


def person_of(person: dict[str, Any], at: datetime, password: str | None = None, **powers: bool) -> User:
    """The account of a made-up person, with a verified address and consent; made unless it stands already."""
    email = person["email"]
    if user := User.objects.filter(email=email).first():
        return user
    facts = {
        name: person[name] for name in ("language", "full_name", "called", "local_name", "country") if name in person
    }
    user = User.objects.create_user(email, password, joined_at=at, **facts, **powers)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if standing_consent(user) is None:
        give_consent(user=user, language=user.language, at=at)
    return user


def _employ(user: User, community: Community, duty: dict[str, str], editor: User, at: datetime) -> None:
    if StaffMembership.objects.filter(user=user, community=community).exists():
        return
    membership = StaffMembership(user=user, community=community, is_contact=True, **columns("duty", duty))
    describe_staff(membership=membership, changed={"duty": set(by_code(duty))}, minor=False, editor=editor, at=at)
