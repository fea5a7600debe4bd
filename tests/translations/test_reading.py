"""Reading translated texts: the fallback, its label, escaping and order."""

import pytest
from django.template import Context, Template
from django.utils import translation

from commons.translations.texts import order_by_translated, text_of, translated_fields
from communities.models import Community, Notice


def render(tag: str, community: Community, language: str = "ko") -> str:
    """What the tag prints on a page of this language."""
    with translation.override(language):
        return Template("{% load translated %}" + tag).render(Context({"it": community}))


@pytest.mark.parametrize(
    ("asked", "text", "lang", "is_fallback"),
    [
        ("zh-hans", "皇冠", "zh-hans", False),
        ("en", "皇冠", "zh-hans", True),
        ("ko", "皇冠", "zh-hans", True),
    ],
)
def test_a_missing_text_is_read_in_the_next_best_language(asked: str, text: str, lang: str, is_fallback: bool) -> None:
    found = text_of(Community(name_zh_hans="皇冠", name_en="", name_ko=None), "name", asked)

    assert (found.text, found.lang, found.is_fallback) == (text, lang, is_fallback)


def test_koreans_read_english_rather_than_chinese() -> None:
    assert text_of(Community(name_zh_hans="皇冠", name_en="Crown"), "name", "ko").text == "Crown"


def test_a_text_that_exists_nowhere_is_empty_and_no_fallback() -> None:
    found = text_of(Community(), "name", "ko")

    assert (found.text, found.lang, found.is_fallback) == ("", "ko", False)


def test_a_text_in_the_pages_language_is_printed_bare() -> None:
    assert render('{% translated it "name" %}', Community(name_ko="황관", name_en="Crown")) == "황관"


def test_a_fallback_carries_its_language_and_a_mark() -> None:
    printed = render('{% translated it "name" %}', Community(name_zh_hans="皇冠"), "en")

    assert printed == '<span lang="zh-Hans">皇冠</span><span class="untranslated">not yet translated</span>'


def test_the_mark_can_be_left_out() -> None:
    printed = render('{% translated it "name" mark=False %}', Community(name_zh_hans="皇冠"), "en")

    assert printed == '<span lang="zh-Hans">皇冠</span>'


@pytest.mark.parametrize("tag", ['{% translated it "name" %}', '{% translated_long it "name" %}'])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_texts_are_escaped(tag: str, language: str) -> None:
    printed = render(tag, Community(name_ko="<script>alert(1)</script>"), language)

    assert "<script>" not in printed
    assert "&lt;script&gt;" in printed


def test_a_long_text_is_printed_in_paragraphs() -> None:
    community = Community(name_ko="하나\n\n둘\n셋")

    assert render('{% translated_long it "name" %}', community) == "<p>하나</p>\n\n<p>둘<br>셋</p>"
    assert '<div class="stack" lang="ko"><p>하나</p>' in render('{% translated_long it "name" %}', community, "en")


def test_attributes_take_the_text_and_its_language() -> None:
    tag = '{% translated_text it "name" as t %}<i lang="{{ t.html_lang }}" title="{{ t.text }}">{{ t.is_fallback }}</i>'

    assert render(tag, Community(name_zh_hans='"皇冠"')) == '<i lang="zh-Hans" title="&quot;皇冠&quot;">True</i>'


def test_the_translated_fields_of_a_model_are_known() -> None:
    assert translated_fields(Notice) == ("title", "body")


@pytest.mark.django_db
def test_sorting_uses_the_text_that_the_reader_sees() -> None:
    Community.objects.create(slug="a", name_en="B", name_ko="")
    Community.objects.create(slug="b", name_zh_hans="Z", name_ko="C")
    Community.objects.create(slug="c", name_zh_hans="A")

    korean = Community.objects.order_by(order_by_translated("name", "ko")).values_list("slug", flat=True)
    chinese = Community.objects.order_by(order_by_translated("name", "zh-hans")).values_list("slug", flat=True)

    assert list(korean) == ["c", "a", "b"]
    assert list(chinese) == ["c", "a", "b"]


@pytest.mark.django_db
def test_sorting_works_over_a_relation() -> None:
    community = Community.objects.create(slug="a", name_en="B")
    Notice.objects.create(community=community, reference="N-1", created_at="2026-03-05T00:00Z")

    assert Notice.objects.order_by(order_by_translated("community__name", "ko")).count() == 1
