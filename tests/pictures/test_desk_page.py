"""The page of a picture, the same at every desk that shows one."""

from pathlib import Path

import pytest
from django.test import Client

from commons.pictures import desk
from commons.pictures.models import Picture
from tests.factories import make_community, make_event, make_picture, make_staff
from tests.pictures.files import drawing, saved, uploaded

pytestmark = pytest.mark.django_db

ALTS = {"alt_zh_hans": "大厅", "alt_en": "The hall", "alt_ko": "강당"}


@pytest.fixture(params=["communities", "events"])
def page(request: pytest.FixtureRequest, client: Client) -> str:
    """Where somebody who is signed in changes the picture of a community, or of an activity."""
    community = make_community(slug="wanxiang", picture=make_picture())
    event = make_event(community=community, picture=make_picture())
    client.force_login(make_staff(community))
    return f"/en/desk/{request.param}/{'wanxiang' if request.param == 'communities' else event.reference}/picture/"


def test_a_new_picture_is_taken_and_the_page_says_how_it_stands(client: Client, page: str) -> None:
    response = client.post(page, ALTS | {"file": uploaded(saved(drawing(), "PNG"))}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "The picture is being prepared." in response.content.decode()
    assert Picture.objects.count() == 2


def test_what_is_no_picture_is_refused_and_the_words_are_kept(client: Client, page: str) -> None:
    shown = client.post(page, ALTS | {"file": uploaded(b"no picture at all")}).content.decode()

    assert "cannot read this as a picture" in shown
    assert 'value="강당"' in shown


def test_the_words_are_changed_without_a_file(client: Client, page: str) -> None:
    response = client.post(page, ALTS, follow=True)

    assert "Saved." in response.content.decode()
    assert Picture.objects.filter(alt_en="The hall").count() == 1


def test_a_picture_is_taken_away_by_a_button_only(client: Client, page: str) -> None:
    assert client.get(f"{page}remove/").status_code == 405

    response = client.post(f"{page}remove/", follow=True)

    assert "The picture is gone." in response.content.decode()
    assert response.redirect_chain == [(page.removesuffix("picture/"), 302)]
    assert Picture.objects.count() == 1


def test_the_page_names_none_of_the_desks_that_use_it() -> None:
    sources = [Path(desk.__file__), *Path("templates/pictures").glob("*.html")]

    assert len(sources) == 3
    for source in sources:
        words = source.read_text().lower()
        assert not any(word in words for word in ("communit", "event", "activit"))
