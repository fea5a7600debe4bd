"""What the words of a letter's template may hold in braces, and what is put in for it."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

PLACEHOLDERS = {
    "institution": _("the institution, in the language of the letter"),
    "representative": _("whoever represents the institution"),
    "reference": _("the reference of the application"),
    "area": _("the area of the living room that the institution wants"),
    "due_on": _("the day on which the application is due"),
    "decision": _("the reason of the decision"),
    "officer": _("whoever writes the letter"),
    "today": _("the day on which the letter is written"),
}
"""Each name with what it stands for, in words for officers."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Keyboards for Chinese and Korean type wide braces as readily as narrow ones.
_BRACED = re.compile(r"[{｛][^{｛}｝]*[}｝]")
_BRACE = re.compile(r"[{｛}｝]")
LONGEST_SHOWN = 40


def in_braces(name: str) -> str:
    """The placeholder as it is written."""
    return f"{{{name}}}"


def left_in(words: str) -> list[str]:
    """The placeholders that nothing was put in for yet, as they are written, in order of the alphabet."""
    return sorted({found[0] for found in PLACEHOLDER.finditer(words)})


def unknown_in(words: str) -> list[str]:
    """Whatever stands in braces and is no placeholder, and braces without a partner: as written, each once."""
    known = {in_braces(name) for name in PLACEHOLDERS}
    braced = [found[:LONGEST_SHOWN] for found in _BRACED.findall(words) if found not in known]
    return list(dict.fromkeys([*braced, *_BRACE.findall(_BRACED.sub("", words))]))


def filled(words: str, known: Mapping[str, str]) -> str:
    """The words with what is known put in; a placeholder of which nothing is known stays in its braces."""
    return PLACEHOLDER.sub(lambda found: known.get(found[1]) or found[0], words)
