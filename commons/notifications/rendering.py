"""A message's words, from its three templates, in the recipient's language and in Beijing time."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from commons.lib.dates import BEIJING
from commons.lib.languages import html_lang

SUBJECT_LENGTH = 250


@dataclass(frozen=True)
class Words:
    """A message's subject and its body in both forms."""

    subject: str
    text: str
    html: str


def render(template: str, *, language: str, context: Mapping[str, Any]) -> Words:
    """Render templates/emails/<template>.subject.txt, .txt and .html.

    The two plain ones are rendered without HTML escaping, the third with it. Every template finds `site_name`,
    `district_name`, `site_url`, `language` and `html_lang` besides the context.
    """
    with translation.override(language), timezone.override(BEIJING):
        everything = {**site_context(language), **context}
        return Words(
            subject=one_line(_plain(f"emails/{template}.subject.txt", everything)),
            text=_tidy(_plain(f"emails/{template}.txt", everything)),
            html=render_to_string(f"emails/{template}.html", everything).strip(),
        )


@dataclass(frozen=True)
class Letter:
    """A message's words with blanks, for all who are told the same thing; filling them in takes no template."""

    words: Words
    blanks: Mapping[str, str]
    """What stands in the words for each name."""

    def filled(self, **values: str) -> Words:
        """The words with every blank filled in, exactly as the templates would have written them."""
        plain = {mark: values[name] for name, mark in self.blanks.items()}
        in_html = {mark: escape(value) for mark, value in plain.items()}
        marks = re.compile("|".join(plain))
        return Words(
            subject=one_line(marks.sub(lambda found: plain[found[0]], self.words.subject)),
            text=_tidy(marks.sub(lambda found: plain[found[0]], self.words.text)),
            html=marks.sub(lambda found: in_html[found[0]], self.words.html),
        )


def letter(
    template: str,
    *,
    language: str,
    blanks: Sequence[str],
    context: Callable[[Mapping[str, str]], Mapping[str, Any]],
) -> Letter:
    """Render a message's templates once, with blanks of these names.

    `context` is given what stands for each name, and puts it where the value would be. Templates may print a blank,
    but neither ask what it holds nor filter it.
    """
    # No text of anybody's holds such a mark, and no escaping changes it.
    marks = {name: f"blank{secrets.token_hex(8)}" for name in blanks}
    return Letter(render(template, language=language, context=context(marks)), marks)


def site_context(language: str) -> dict[str, Any]:
    """What every mail says about its sender, in this language."""
    return {
        "site_name": settings.SITE_NAMES[language],
        "district_name": settings.DISTRICT_NAMES[language],
        "site_url": settings.SITE_URL,
        "language": language,
        "html_lang": html_lang(language),
    }


def absolute(url: str) -> str:
    """The address with the portal's own host in front, unless it has one; empty stays empty."""
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def one_line(text: str) -> str:
    """The text on one line, as a mail's subject must be; whatever could begin another header is a space."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _plain(template: str, context: Mapping[str, Any]) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(template).render(Context(dict(context), autoescape=False)))


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)
