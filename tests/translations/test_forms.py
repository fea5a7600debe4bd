"""Writing in three languages side by side."""

from typing import ClassVar

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from commons.translations import services
from commons.translations.forms import TranslatedForm
from communities.models import Community


class CommunityForm(TranslatedForm):
    class Meta:
        model = Community
        translated = ("name", "area", "summary")
        every_language = ("summary",)
        fields: ClassVar[list[str]] = ["slug"]


TEXTS = {"slug": "crown", "name_ko": "황관", "summary_zh_hans": "一", "summary_en": "one", "summary_ko": "하나"}


def test_the_base_fields_are_no_inputs() -> None:
    assert list(CommunityForm.base_fields) == [
        *("name_zh_hans", "name_en", "name_ko"),
        *("area_zh_hans", "area_en", "area_ko"),
        *("summary_zh_hans", "summary_en", "summary_ko"),
        "slug",
    ]


@pytest.mark.django_db
def test_one_language_is_enough_for_a_required_text() -> None:
    form = CommunityForm(TEXTS)

    assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.name_ko, saved.name_en, saved.name_zh_hans) == ("황관", None, None)


@pytest.mark.django_db
def test_a_required_text_is_wanted_in_some_language() -> None:
    form = CommunityForm(TEXTS | {"name_ko": "  "})

    assert not form.is_valid()
    assert form.errors["name_zh_hans"] == ["Write this in at least one language."]


@pytest.mark.django_db
def test_some_texts_are_wanted_in_every_language() -> None:
    form = CommunityForm(TEXTS | {"summary_en": ""})

    assert form.errors["summary_en"] == ["Write this in all three languages."]
    assert "summary_ko" not in form.errors


@pytest.mark.django_db
def test_a_form_on_a_page_in_korean_does_not_store_the_fallback_as_korean() -> None:
    community = Community.objects.create(slug="crown", name_zh_hans="皇冠", summary_en="one")

    with translation.override("ko"):
        form = CommunityForm(TEXTS | {"name_zh_hans": "皇冠", "name_ko": ""}, instance=community)
        form.is_valid()
        form.save()

    community.refresh_from_db()
    assert not community.name_ko


@pytest.mark.django_db
def test_the_form_knows_which_languages_were_changed() -> None:
    community = Community.objects.create(slug="crown", name_ko="황관", name_en="Crown")

    form = CommunityForm(TEXTS | {"name_ko": "황관가도", "name_en": "Crown", "minor_edit": "on"}, instance=community)

    assert form.is_valid()
    assert form.changed_translations == {"name": {"ko"}, "summary": {"zh-hans", "en", "ko"}}
    assert form.is_minor_edit


def test_a_new_text_is_never_a_minor_edit() -> None:
    assert "minor_edit" not in CommunityForm().fields


@pytest.mark.django_db
def test_the_rows_say_how_each_text_stands() -> None:
    community = Community.objects.create(slug="crown", name_zh_hans="皇冠", name_en="Crown", summary_en="one")
    changed = {"name": {"zh-hans", "en"}}
    services.record_edit(community, changed=changed, editor=None, at=timezone.now())
    community.name_zh_hans = "皇冠街道"
    community.save()
    services.record_edit(community, changed={"name": {"zh-hans"}}, editor=None, at=timezone.now())

    page = render_to_string("translations/_side_by_side.html", {"form": CommunityForm(instance=community)})

    assert [entry.standing for entry in CommunityForm(instance=community).rows["name"].inputs] == [
        services.Standing.SOURCE,
        services.Standing.OUTDATED,
        services.Standing.MISSING,
    ]
    assert 'class="outdated"' in page
    assert 'lang="zh-Hans"' in page
    assert 'name="minor_edit"' in page


@pytest.mark.django_db
def test_an_error_is_tied_to_its_input() -> None:
    form = CommunityForm(TEXTS | {"name_ko": ""})
    form.is_valid()

    page = render_to_string("translations/_side_by_side.html", {"form": form})

    assert 'aria-describedby="id_name_zh_hans_error"' in page
    assert 'id="id_name_zh_hans_error"' in page
