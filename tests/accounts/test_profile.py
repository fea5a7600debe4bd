"""The person's particulars: one name, one language for every message, a phone number from anywhere."""

import pytest
from django.test import Client

from tests.accounts.people import make_member, sign_in

pytestmark = pytest.mark.django_db


def save(client: Client, **changes: str) -> str:
    """Save the profile with some answers changed; give where the browser is sent."""
    answers = {"full_name": "김하나", "language": "ko", "phone_0": "", "phone_1": "", "country": ""}
    response = client.post("/ko/me/profile/", answers | changes)
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])


def test_another_language_goes_on_in_that_language(client: Client) -> None:
    user = make_member(language="ko")
    sign_in(client, user)

    where = save(client, language="zh-hans")

    user.refresh_from_db()
    assert (where, user.language) == ("/zh-hans/me/profile/", "zh-hans")
    assert "个人资料已保存" in client.get(where).content.decode()


def test_a_phone_number_is_typed_as_at_home_and_kept_for_the_world(client: Client) -> None:
    user = make_member()
    sign_in(client, user)

    save(client, phone_0="KR", phone_1="010-1234-5678")

    user.refresh_from_db()
    assert user.phone.as_e164 == "+821012345678"


def test_a_phone_number_is_shown_with_its_region_again(client: Client) -> None:
    sign_in(client, make_member(phone="+821012345678"))

    page = client.get("/ko/me/profile/").content.decode()

    assert '<option value="KR" selected>대한민국 +82</option>' in page
    assert 'value="1012345678"' in page


def test_a_phone_number_can_be_taken_away(client: Client) -> None:
    user = make_member(phone="+821012345678")
    sign_in(client, user)

    save(client, phone_0="KR", phone_1="")

    user.refresh_from_db()
    assert not user.phone


def test_a_wrong_number_is_answered_with_an_example_of_its_region(client: Client) -> None:
    sign_in(client, make_member())

    response = client.post(
        "/ko/me/profile/", {"full_name": "김하나", "language": "ko", "phone_0": "KR", "phone_1": "12"}
    )

    assert "그 지역의 전화번호가 아닙니다. 예: 02-212-3456" in response.content.decode()


def test_what_to_call_somebody_wins_over_the_full_name(client: Client) -> None:
    user = make_member(full_name="José María de la Cruz")
    sign_in(client, user)

    save(client, full_name="José María de la Cruz", called="Chema")

    user.refresh_from_db()
    assert (user.short_name, str(user)) == ("Chema", "José María de la Cruz")


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "韩国"), ("en", "South Korea"), ("ko", "대한민국")])
def test_countries_are_named_in_the_pages_language(client: Client, language: str, name: str) -> None:
    sign_in(client, make_member())

    assert f'<option value="KR">{name}</option>' in client.get(f"/{language}/me/profile/").content.decode()


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/ko/me/profile/")["Location"] == "/ko/accounts/login/?next=/ko/me/profile/"


def test_nobody_makes_themselves_an_administrator(client: Client) -> None:
    user = make_member()
    sign_in(client, user)

    save(client, is_staff="on", is_superuser="on", email="other@example.org")

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.email != "other@example.org"


def test_the_page_costs_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    sign_in(client, make_member())

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/ko/me/profile/")
