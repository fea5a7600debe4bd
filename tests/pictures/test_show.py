"""The picture tag, the form and the view that serves renditions."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from commons.pictures.forms import PictureForm
from commons.pictures.models import Picture
from commons.pictures.problems import Problem
from tests.factories import make_picture
from tests.pictures.files import drawing, moving, saved, uploaded

pytestmark = pytest.mark.django_db
WORDS = {"alt_zh_hans": "活动厅", "alt_en": "A hall", "alt_ko": "활동실"}


def shown(picture: Picture | None, options: str = 'sizes="50vw"') -> str:
    template = Template(f"{{% load pictures %}}{{% picture picture {options} %}}")
    return template.render(Context({"picture": picture}))


def test_browsers_choose_between_formats_and_widths() -> None:
    picture = make_picture()

    html = shown(picture)

    base = f"/media/pictures/{picture.pk}/0123456789abcdef"
    assert f'<source type="image/avif" srcset="{base}-320.avif 320w, {base}-640.avif 640w" sizes="50vw">' in html
    assert f'src="{base}-640.jpg"' in html
    assert 'width="640" height="320"' in html
    assert 'loading="lazy"' in html


def test_the_first_picture_of_a_page_is_not_put_off() -> None:
    html = shown(make_picture(), "eager=True")

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "中文 a hall"), ("en", "English a hall"), ("ko", "한국어 a hall")]
)
def test_the_description_is_in_the_pages_language(language: str, words: str) -> None:
    with translation.override(language):
        assert f'alt="{words}"' in shown(make_picture())


def test_the_description_is_escaped() -> None:
    assert 'alt="&quot;&gt;&lt;script&gt;"' in shown(make_picture(alt_en='"><script>'))


def test_nothing_is_shown_until_the_picture_is_ready() -> None:
    assert shown(make_picture(state=Picture.State.WAITING)) == ""
    assert shown(make_picture(state=Picture.State.REFUSED, problem=Problem.BROKEN)) == ""
    assert shown(None) == ""


def test_a_rendition_is_served_for_ever_and_never_sniffed(client: Client) -> None:
    name = make_picture().rendition_name(320, "webp")
    default_storage.save(name, ContentFile(b"webp"))

    response = client.get(f"/media/{name}")

    assert response.getvalue() == b"webp"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


NOT_SERVED = [
    "pictures/{pk}",
    "pictures/originals/{pk}",
    "pictures/../../private/pictures/{pk}",
    "pictures/{pk}/../{pk}/0123456789abcdef-320.jpg",
    "pictures/{pk}/0123456789abcdef-320.svg",
    "pictures/{pk}/0123456789abcdef-321.jpg",
    "pictures/{pk}/0123456789abcdef-320.jpg/",
    "pictures/{pk}/0123456789abcdef-٣٢٠.jpg",
    "..%2f..%2fmanage.py",
    "/etc/passwd",
]


@pytest.mark.parametrize("path", NOT_SERVED)
def test_nothing_but_renditions_is_served(client: Client, path: str) -> None:
    picture = make_picture()
    default_storage.save(picture.rendition_name(320, "jpg"), ContentFile(b"jpg"))

    assert client.get(f"/media/{path.format(pk=picture.pk)}").status_code == 404


def test_renditions_are_only_read(client: Client) -> None:
    assert client.post(f"/media/{make_picture().rendition_name(320, 'jpg')}").status_code == 405


def form(content: bytes, name: str = "hall.jpg", **words: str) -> PictureForm:
    return PictureForm(WORDS | words, {"file": uploaded(content, name)})


def test_the_form_takes_a_picture_with_three_descriptions() -> None:
    filled = form(saved(drawing(), "PNG"))

    assert filled.is_valid()
    assert filled.alts() == {"zh-hans": "活动厅", "en": "A hall", "ko": "활동실"}


@pytest.mark.parametrize("name", WORDS)
def test_the_form_wants_each_description(name: str) -> None:
    assert form(saved(drawing(), "PNG"), **{name: " "}).has_error(name, "required")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ" + b"\0" * 99, "picture-unusable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-unusable"),
        (moving("WEBP"), "picture-unusable"),
    ],
    ids=["empty", "executable", "svg", "moving"],
)
def test_the_form_says_at_once_what_its_header_shows(content: bytes, code: str) -> None:
    assert form(content, "holiday.jpg").has_error("file", code)


def test_the_form_says_how_big_is_too_big(settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 1000
    filled = form(saved(drawing(), "PNG") + b"\0" * 2000)

    assert filled.has_error("file", "picture-too-big")


def test_the_words_of_a_picture_can_be_changed_without_a_new_file() -> None:
    filled = PictureForm(WORDS, {}, picture=make_picture())

    assert filled.is_valid()
