"""Words that are put into a message as it leaves, so that no table ever holds them: the secret of a link.

The stored text holds a signed placeholder. Each source draws its words when a channel composes the message; on another
try it draws others. Nobody can write a placeholder into a name or a note: without the signature it stays as it is.
"""

import re
from collections.abc import Callable

from django.core.signing import BadSignature, Signer

Source = Callable[[str], str]
_SALT = "notifications.late-words"
_PLACEHOLDER = re.compile(r"\[\[([a-z-]+/[\w.-]+:[\w-]+)\]\]")
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source of late words: a function from what the placeholder is about to the words."""
    _sources[name] = source


def placeholder(name: str, about: str) -> str:
    """What the stored text holds instead of the words; `about` is made of letters, digits, `.`, `_` and `-`."""
    return f"[[{Signer(salt=_SALT).sign(f'{name}/{about}')}]]"


def filled(*texts: str) -> list[str]:
    """The texts with the words of every placeholder in them; what stands in several of them is drawn once."""
    drawn: dict[str, str] = {}

    def words(found: re.Match[str]) -> str:
        if found[0] not in drawn:
            drawn[found[0]] = _words(found)
        return drawn[found[0]]

    return [_PLACEHOLDER.sub(words, text) for text in texts]


def _words(found: re.Match[str]) -> str:
    try:
        name, _slash, about = Signer(salt=_SALT).unsign(found[1]).partition("/")
    except BadSignature:
        return found[0]
    source = _sources.get(name)
    return source(about) if source else found[0]
