"""The message catalogues of the interface, kept by Babel alone: no gettext binary is needed.

English is the language of the sources and has no catalogue. Entries are sorted and carry file names without line
numbers and headers without dates, so that a diff shows what was said differently and nothing else.
"""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import TranslatorCommentWarning
from django.utils.translation.template import templatize

LOCALES = ("zh_Hans", "ko")
HEADER_DATE = datetime(2026, 1, 1, tzinfo=UTC)
COMMENT_TAGS = ("Translators",)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_SOURCES = {"tests", "bench", "migrations", "management"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ODD_SPACE = re.compile(r"[^\S\r\n\t ]")


def catalogue_path(root: Path, locale: str) -> Path:
    """Return where the catalogue of a locale is kept."""
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def source_files(root: Path) -> Iterator[Path]:
    """Yield the Python files of the project's packages and all its templates, in a stable order."""
    packages = [path.parent for path in sorted(root.glob("*/__init__.py")) if path.parent.name not in NOT_SOURCES]
    for folder in [*packages, root / "templates"]:
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(root).parts
            is_template = path.suffix in {".html", ".txt"} and "templates" in inner
            if is_template or (path.suffix == ".py" and not NOT_SOURCES & set(inner)):
                yield path


def readable_source(path: Path) -> str:
    """Return the file as Python: a template's translation tags become calls, its other text becomes blanks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    with warnings.catch_warnings():
        warnings.simplefilter("error", TranslatorCommentWarning)
        calls = templatize(text, origin=str(path))
    # The brackets make indentation meaningless to the tokenizer.
    return "(\n" + ODD_SPACE.sub(" ", calls) + "\n)"


def collected(root: Path) -> Catalog:
    """Return a catalogue of every message in the sources."""
    catalogue = Catalog()
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        source = io.BytesIO(readable_source(path).encode())
        for _line, ids, comments, context in extract(
            "python", source, keywords=KEYWORDS, comment_tags=COMMENT_TAGS, options={"encoding": "utf-8"}
        ):
            if ids and (ids[0] if isinstance(ids, tuple) else ids):
                catalogue.add(ids, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def new_catalogue(locale: str) -> Catalog:
    """Return an empty catalogue with a header that never changes by itself."""
    return Catalog(
        locale=locale,
        header_comment=f"# Hometown's interface in {locale}.",
        project="Hometown",
        version="1",
        msgid_bugs_address="",
        creation_date=HEADER_DATE,
        revision_date=HEADER_DATE,
        last_translator="",
        language_team="",
        fuzzy=False,
    )


def read_catalogue(path: Path, locale: str) -> Catalog:
    """Return the catalogue kept in the file, or an empty one."""
    if not path.exists():
        return new_catalogue(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def translated_forms(message: Message | None) -> tuple[str, ...]:
    """Return the message's translations, one for each plural form."""
    if message is None or not message.string:
        return ()
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return tuple(form or "" for form in forms)


def merged(sources: Catalog, kept: Catalog, locale: str) -> Catalog:
    """Return the sources' messages with the translations already made; what no source says any more is dropped."""
    catalogue = new_catalogue(locale)
    for message in sources:
        if not message.id:
            continue
        old = kept.get(message.id, message.context)
        forms = translated_forms(old) or ("",)
        catalogue.add(
            message.id,
            string=forms[:1] if message.pluralizable else forms[0],
            locations=message.locations,
            flags=message.flags | (old.flags & {"fuzzy"} if old else set()),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return catalogue


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write the file if it would change."""
    text = io.BytesIO()
    write_po(text, catalogue, sort_output=True, width=120, include_lineno=False, ignore_obsolete=True)
    if not path.exists() or path.read_bytes() != text.getvalue():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.getvalue())


def collect(root: Path) -> None:
    """Bring every catalogue in step with the sources, keeping what is translated and guessing nothing."""
    sources = collected(root)
    for locale in LOCALES:
        path = catalogue_path(root, locale)
        write_catalogue(path, merged(sources, read_catalogue(path, locale), locale))


def problems(root: Path) -> list[str]:
    """Return one sentence for each thing that is wrong with the catalogues."""
    sources = collected(root)
    found = []
    for locale in LOCALES:
        path = catalogue_path(root, locale)
        kept = read_catalogue(path, locale)
        wrong = [*_out_of_step(sources, kept), *_untranslated(kept)]
        found += [f"{path.relative_to(root).as_posix()}: {sentence}" for sentence in wrong]
    return found


def _keys(catalogue: Catalog) -> set[tuple[Any, str | None]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def _out_of_step(sources: Catalog, kept: Catalog) -> Iterator[str]:
    for key, _context in sorted(_keys(sources) - _keys(kept), key=str):
        yield f"not collected yet: {key!r}"
    for key, _context in sorted(_keys(kept) - _keys(sources), key=str):
        yield f"no source says this any more: {key!r}"
    for message in kept.obsolete.values():
        yield f"obsolete: {message.id!r}"


def _untranslated(kept: Catalog) -> Iterator[str]:
    for message in kept:
        if not message.id:
            continue
        forms = translated_forms(message)
        if message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        if not forms or not all(forms):
            yield f"missing: {message.id!r}"
        elif differing := differing_placeholders(message, forms):
            yield f"placeholders differ ({', '.join(differing)}): {message.id!r}"
        if lost := lost_placeholders(message):
            yield f"only the singular has {', '.join(lost)}, which languages with one form lose: {message.id!r}"


def lost_placeholders(message: Message) -> list[str]:
    """Return what the English singular says and the plural does not: Chinese and Korean say the plural of one, too."""
    if not isinstance(message.id, tuple | list):
        return []
    one, many = (set(PLACEHOLDER.findall(form.replace("%%", ""))) for form in message.id)
    return sorted(one - many)


def differing_placeholders(message: Message, forms: tuple[str, ...]) -> list[str]:
    """Return the placeholders that only the source, or only a translation, has.

    The one plural form of Chinese and Korean answers the English plural, which always names its number.
    """
    source = message.id[1] if isinstance(message.id, tuple | list) else message.id
    expected = set(PLACEHOLDER.findall(source.replace("%%", "")))
    differing: set[str] = set()
    for form in forms:
        differing |= expected ^ set(PLACEHOLDER.findall(form.replace("%%", "")))
    return sorted(differing)


def compile_catalogues(root: Path) -> None:
    """Write the .mo file of every catalogue that is newer than it. Another process may be reading the old one."""
    for locale in LOCALES:
        path = catalogue_path(root, locale)
        target = path.with_suffix(".mo")
        if not path.exists() or (target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns):
            continue
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, read_catalogue(path, locale))
        fresh.replace(target)
