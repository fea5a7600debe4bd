"""The state of translated texts: what an edit makes outdated, and what it does not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from commons.accounts.models import User
from commons.lib.languages import suffix
from commons.translations import services
from commons.translations.models import TranslationState
from communities.models import Community

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)


def make_community(slug: str = "wanxiang", **texts: str) -> Community:
    """A community with these texts, such as `name_en`."""
    return Community.objects.create(slug=slug, **texts)


def edit(community: Community, *, minor: bool = False, editor: User | None = None, **names: str) -> None:
    """Write the names of these languages (`zh_hans="…"`) and record the edit."""
    changed = {code for code in ("zh-hans", "en", "ko") if suffix(code) in names}
    for column, text in names.items():
        setattr(community, f"name_{column}", text)
    community.save()
    services.record_edit(community, changed={"name": changed}, editor=editor, minor=minor, at=AT)


def standings(community: Community) -> tuple[str | None, str, str, str]:
    """The source of the name, and how it stands in Chinese, English and Korean."""
    state = services.states(community)["name"]
    return (state.source, *(state.standings[code].value for code in ("zh-hans", "en", "ko")))


def test_the_language_written_first_is_the_source() -> None:
    community = make_community()

    edit(community, en="Crown")

    assert standings(community) == ("en", "missing", "source", "missing")


def test_several_languages_written_at_once_are_in_step() -> None:
    community = make_community()

    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    assert standings(community) == ("zh-hans", "source", "done", "done")


def test_of_several_languages_written_at_once_the_editors_own_is_the_source() -> None:
    editor = User.objects.create_user(full_name="Sample Editor", language="ko")
    community = make_community()

    edit(community, zh_hans="皇冠", en="Crown", ko="황관", editor=editor)

    assert standings(community) == ("ko", "done", "done", "source")


def test_changing_the_source_makes_the_others_outdated() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, zh_hans="皇冠街道")

    assert standings(community) == ("zh-hans", "source", "outdated", "outdated")


def test_a_minor_edit_of_the_source_leaves_the_others_done() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, zh_hans="皇冠。", minor=True)

    assert standings(community) == ("zh-hans", "source", "done", "done")


def test_a_minor_edit_does_not_freshen_what_was_outdated() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")
    edit(community, zh_hans="皇冠街道", en="Crown Street")

    edit(community, zh_hans="皇冠街道。", ko="황관.", minor=True)

    assert standings(community) == ("zh-hans", "source", "done", "outdated")


def test_a_missing_text_is_done_once_written_even_in_a_minor_edit() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown")

    edit(community, ko="황관", minor=True)

    assert standings(community) == ("zh-hans", "source", "done", "done")


def test_translating_an_outdated_text_makes_it_done() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")
    edit(community, zh_hans="皇冠街道")

    edit(community, ko="황관가도")

    assert standings(community) == ("zh-hans", "source", "outdated", "done")


def test_source_and_translation_changed_in_one_save_are_in_step() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, zh_hans="皇冠街道", ko="황관가도")

    assert standings(community) == ("zh-hans", "source", "outdated", "done")


def test_news_in_a_translation_makes_it_the_source() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, ko="황관, 새 이름")

    assert standings(community) == ("ko", "outdated", "outdated", "source")


def test_a_minor_edit_of_a_translation_changes_nothing() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, ko="황관.", minor=True)

    assert standings(community) == ("zh-hans", "source", "done", "done")


def test_a_source_that_returns_finds_its_translations_in_step() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")
    edit(community, zh_hans="皇冠街道")

    edit(community, zh_hans="皇冠")

    assert standings(community) == ("zh-hans", "source", "done", "done")


def test_white_space_and_composition_are_no_change() -> None:
    community = make_community()
    edit(community, en="Café  Crown", ko="카페")

    edit(community, en=" Cafe\u0301 Crown\n")

    assert standings(community) == ("en", "missing", "source", "done")


def test_a_translation_takes_the_place_of_an_emptied_source() -> None:
    community = make_community()
    edit(community, zh_hans="皇冠", en="Crown", ko="황관")

    edit(community, zh_hans="")

    assert standings(community) == ("en", "missing", "source", "done")


def test_a_text_in_no_language_is_empty() -> None:
    community = make_community()
    edit(community, en="Crown")

    edit(community, en="")

    assert standings(community) == (None, "empty", "empty", "empty")
    assert services.states(community)["summary"].source is None


def test_texts_without_a_record_count_as_in_step() -> None:
    community = make_community(name_en="Crown", name_ko="황관")

    assert standings(community) == ("en", "missing", "source", "done")


def test_the_first_edit_of_texts_without_a_record_makes_the_others_outdated() -> None:
    community = make_community(name_zh_hans="皇冠", name_en="Crown", name_ko="황관")

    edit(community, en="Crown Street")

    assert standings(community) == ("en", "outdated", "source", "outdated")


def test_fields_do_not_share_their_states() -> None:
    community = make_community(summary_en="A sample", summary_ko="예시")
    edit(community, zh_hans="皇冠", en="Crown")

    edit(community, zh_hans="皇冠街道")

    assert services.states(community)["summary"].standings["ko"] == "done"


def test_an_edit_takes_two_statements_for_any_number_of_fields(django_assert_max_num_queries: object) -> None:
    community = make_community(name_en="Crown", summary_en="A sample", area_en="Street")
    services.states(community)

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        # One of them reads, one writes; the other two are the transaction's savepoint.
        services.record_edit(community, changed={"name": {"en"}, "summary": {"en"}, "area": {"en"}}, editor=None, at=AT)


def test_who_changed_what_and_when_is_kept() -> None:
    editor = User.objects.create_user(full_name="Sample Editor")
    community = make_community()

    edit(community, en="Crown", editor=editor)

    row = TranslationState.objects.get(field="name", language="en")
    assert (row.changed_at, row.changed_by) == (AT, editor)


def test_the_states_of_many_are_those_of_each_and_take_one_statement(django_assert_num_queries: Any) -> None:
    several = [make_community(slug=f"sample-{number}") for number in range(3)]
    edit(several[0], zh_hans="皇冠", en="Crown")
    edit(several[1], ko="황관")
    edit(several[0], zh_hans="皇冠街道")
    each = {one.pk: services.states(one) for one in several}

    with django_assert_num_queries(1):
        assert services.states_of_all(several) == each

    assert services.states_of_all([]) == {}


def test_coverage_counts_what_is_written_and_up_to_date() -> None:
    for number in range(4):
        edit(make_community(slug=f"sample-{number}"), zh_hans="皇冠", en="Crown")
    edit(Community.objects.get(slug="sample-0"), zh_hans="皇冠街道")
    edit(Community.objects.get(slug="sample-1"), ko="황관")

    assert services.coverage(Community.objects.all()) == {"zh-hans": 100, "en": 75, "ko": 25}


def test_coverage_of_nothing_is_full() -> None:
    assert services.coverage(Community.objects.none()) == {"zh-hans": 100, "en": 100, "ko": 100}
