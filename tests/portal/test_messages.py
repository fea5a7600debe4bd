"""The message catalogues: collected from sources and templates, checked, compiled."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from portal import catalogues

PYTHON = '''
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

class Form:
    """A form."""

    # Translators: the verb
    open = _("Open")
    noun = pgettext_lazy("noun", "Open")
    places = ngettext("%(n)s place", "%(n)s places", 3)
    hello = _("Hello {name}, "
              "welcome")
    quiet = "not a message"
'''
TEMPLATE = """
　<p class='it's "odd">{# Translators: the sky #}
{% translate "Good day" %}</p>
        {% blocktranslate count n=left trimmed %}
          {{ n }} place left
        {% plural %}
          {{ n }} places left
        {% endblocktranslate %}
{% blocktranslate trimmed context "mail" %}Hi {{ name }}{% endblocktranslate %}
{{ _("Constant")|default:_("Other") }} {% include "x.html" with label=_("Label") only %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one module and one template."""
    for name, text in {
        "app/__init__.py": "",
        "app/forms.py": PYTHON,
        "templates/app/page.html": TEMPLATE,
        "tests/__init__.py": "",
        "tests/test_forms.py": '_("never collected")',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def translate_all(project: Path) -> None:
    """Fill every entry of both catalogues with a translation that keeps the placeholders."""
    for locale in catalogues.LOCALES:
        path = catalogues.catalogue_path(project, locale)
        catalogue = catalogues.read_catalogue(path, locale)
        for message in catalogue:
            if message.id:
                source = message.id[1] if message.pluralizable else message.id
                message.string = (f"译 {source}",) if message.pluralizable else f"译 {source}"
        catalogues.write_catalogue(path, catalogue)


def test_messages_come_from_python_and_templates_and_not_from_tests(project: Path) -> None:
    found = {(message.id, message.context) for message in catalogues.collected(project) if message.id}

    assert found == {
        ("Open", None),
        ("Open", "noun"),
        (("%(n)s place", "%(n)s places"), None),
        ("Hello {name}, welcome", None),
        ("Good day", None),
        (("%(n)s place left", "%(n)s places left"), None),
        ("Hi %(name)s", "mail"),
        ("Constant", None),
        ("Other", None),
        ("Label", None),
    }


def test_comments_for_translators_are_kept(project: Path) -> None:
    collected = catalogues.collected(project)

    assert collected.get("Open").auto_comments == ["Translators: the verb"]
    assert collected.get("Good day").auto_comments == ["Translators: the sky"]


def test_collecting_twice_changes_nothing(project: Path) -> None:
    path = catalogues.catalogue_path(project, "ko")
    catalogues.collect(project)
    first = path.read_bytes()

    catalogues.collect(project)

    assert path.read_bytes() == first


def test_collecting_keeps_translations_and_drops_what_nobody_says(project: Path) -> None:
    catalogues.collect(project)
    translate_all(project)
    (project / "app" / "forms.py").write_text('_("Open")\n_("Opens")\n')

    catalogues.collect(project)

    kept = catalogues.read_catalogue(catalogues.catalogue_path(project, "ko"), "ko")
    assert kept.get("Open").string == "译 Open"
    assert kept.get("Opens").string == ""
    assert not kept.get("Opens").fuzzy
    assert kept.get("Hello {name}, welcome") is None


def test_a_translated_project_has_no_problems(project: Path) -> None:
    catalogues.collect(project)
    translate_all(project)

    assert catalogues.problems(project) == []


def test_missing_translations_and_new_messages_are_problems(project: Path) -> None:
    catalogues.collect(project)
    (project / "app" / "forms.py").write_text('_("Brand new")')

    sentences = "\n".join(catalogues.problems(project))

    assert "locale/ko/LC_MESSAGES/django.po: not collected yet: 'Brand new'" in sentences
    assert "no source says this any more: 'Open'" in sentences
    assert "missing: 'Good day'" in sentences


def test_a_fuzzy_translation_is_a_problem(project: Path) -> None:
    catalogues.collect(project)
    translate_all(project)
    path = catalogues.catalogue_path(project, "ko")
    path.write_text(path.read_text().replace('msgid "Good day"', '#, fuzzy\nmsgid "Good day"'))

    assert catalogues.problems(project) == ["locale/ko/LC_MESSAGES/django.po: fuzzy: 'Good day'"]


@pytest.mark.parametrize(
    ("source", "translation", "differing"),
    [
        ("Hi %(name)s", "%(name)s 안녕", []),
        ("Hi %(name)s", "안녕", ["%(name)s"]),
        ("Hi {name}", "안녕 {nane}", ["{name}", "{nane}"]),
        ("100%% sure", "100%% 확실", []),
        (("One place", "%(n)s places"), "%(n)s자리", []),
    ],
)
def test_placeholders_are_compared(source: str | tuple[str, str], translation: str, differing: list[str]) -> None:
    message = Message(source, (translation,) if isinstance(source, tuple) else translation)

    assert catalogues.differing_placeholders(message, (translation,)) == differing


def test_a_singular_that_says_more_than_the_plural_is_a_problem(project: Path) -> None:
    """Chinese and Korean have one form, that of the plural: what only the singular says would be lost in them."""
    forms = project / "app/forms.py"
    forms.write_text(forms.read_text().replace('%(n)s place"', '%(name)s has a place"'))
    catalogues.collect(project)
    translate_all(project)

    assert [sentence for sentence in catalogues.problems(project) if "only the singular has %(name)s" in sentence]


def test_compiled_catalogues_can_be_read_by_gettext(project: Path) -> None:
    catalogues.collect(project)
    translate_all(project)

    catalogues.compile_catalogues(project)

    korean = gettext.translation("django", project / "locale", ["ko"])
    assert korean.gettext("Good day") == "译 Good day"
    assert korean.ngettext("%(n)s place", "%(n)s places", 1) == "译 %(n)s places"
    assert korean.pgettext("noun", "Open") == "译 Open"
