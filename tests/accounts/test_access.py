"""Who may open a page of the staff side."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from commons.accounts import access
from commons.accounts.models import User
from tests.factories import make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from a register without rules."""
    monkeypatch.setattr(access, "_desk_rules", [])


@access.desk_page
def desk(request: HttpRequest) -> HttpResponse:
    """Stand for a page of the staff side."""
    return HttpResponse("desk")


def open_desk(rf: RequestFactory, user: User | AnonymousUser) -> HttpResponse:
    """Ask for the page as this person."""
    request = rf.get("/en/desk/events/?state=open")
    request.user = user
    return desk(request)


def test_a_visitor_is_sent_to_sign_in_and_back(rf: RequestFactory) -> None:
    assert open_desk(rf, AnonymousUser()).headers["Location"] == (
        "/en/accounts/login/?next=/en/desk/events/%3Fstate%3Dopen"
    )


def test_for_a_resident_it_does_not_exist(rf: RequestFactory) -> None:
    with pytest.raises(Http404):
        open_desk(rf, make_resident())


def test_whoever_a_rule_knows_may_enter(rf: RequestFactory) -> None:
    access.register_desk(lambda user: user.full_name == "Lin")

    assert open_desk(rf, make_resident(full_name="Lin")).content == b"desk"


def test_a_closed_account_has_no_desk() -> None:
    access.register_desk(lambda user: True)

    assert not access.has_desk(make_resident(is_active=False))


def test_the_rules_are_asked_once_for_each_request() -> None:
    asked: list[User] = []

    def rule(user: User) -> bool:
        asked.append(user)
        return True

    access.register_desk(rule)
    user = make_resident()

    assert access.has_desk(user)
    assert access.has_desk(user)
    assert asked == [user]


def test_no_cache_keeps_a_page_of_the_staff_side(rf: RequestFactory) -> None:
    access.register_desk(lambda user: True)

    assert "no-store" in open_desk(rf, make_resident()).headers["Cache-Control"]
