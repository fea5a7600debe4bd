"""A sentence is read from its surest words to its vaguest; what was understood is cut out, and counts once."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from institutions.asking.clock import read_clock, read_length
from institutions.asking.days import read_day
from institutions.asking.numbers import NUMBER_EN, NUMBER_KO, NUMBER_ZH, number_of
from institutions.asking.words import EQUIPMENT, FILLERS, FILLERS_ZH, HEARING_LOOP, KINDS, STEP_FREE

LONGEST = 200
MOST_PEOPLE = 9999
PEOPLE = (
    rf"\b(?P<n>{NUMBER_EN}) ?(?:people|persons?|guests?|participants?|seats?|pax|of us|attendees)\b",
    rf"(?P<n>{NUMBER_ZH}) ?(?:个|多)?(?:人|位|名)",
    rf"(?P<n>{NUMBER_KO}) ?(?:명|인(?!터)|사람)(?:이|의|용|분)?",
    rf"\bfor (?P<n>{NUMBER_EN})(?![:.]?\d)",
)
PARTICLES = r"(?<=\s)(?:에서|에|부터|까지|으로|로|이|가|을|를|은|는|의|와|과|용)(?=\s|$)"


@dataclass(frozen=True)
class Wanted:
    """What was understood of a sentence; `rest` holds the words that were not."""

    people: int | None = None
    equipment: frozenset[str] = frozenset()
    kind: str = ""
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    is_exact: bool = False
    minutes: int | None = None
    step_free: bool = False
    hearing_loop: bool = False
    rest: tuple[str, ...] = field(default=())


def read(sentence: str, *, today: date) -> Wanted:
    """What somebody wants. Days without a year are the next to come; nothing is ever refused."""
    text = unicodedata.normalize("NFKC", sentence.replace("\0", " "))[:LONGEST].lower()
    text = re.sub(r"[,;!?,。、;!?·]", " ", text)
    day, text = read_day(text, today)
    minutes, text = read_length(text)
    equipment, text = _read_all(text, EQUIPMENT)
    step_free, text = _read_flag(text, STEP_FREE)
    hearing_loop, text = _read_flag(text, HEARING_LOOP)
    kinds, text = _read_all(text, KINDS)
    people, text = _read_people(text)
    clock, text = read_clock(text)
    return Wanted(
        people=people, equipment=equipment, kind=min(kinds, default=""), day=day, starts=clock.starts, ends=clock.ends,
        is_exact=clock.is_exact, minutes=minutes, step_free=step_free, hearing_loop=hearing_loop, rest=_rest_of(text),
    )  # fmt: skip


def _read_all(text: str, known: Mapping[str, str]) -> tuple[frozenset[str], str]:
    """Those of the things that are named, and the text without them."""
    found = set()
    for thing, words in known.items():
        without = re.sub(words, " ", text)
        if without != text:
            found.add(str(thing))
            text = without
    return frozenset(found), text


def _read_flag(text: str, words: str) -> tuple[bool, str]:
    without = re.sub(words, " ", text)
    return without != text, without


def _read_people(text: str) -> tuple[int | None, str]:
    for pattern in PEOPLE:
        if (match := re.search(pattern, text)) and 0 < (people := number_of(match["n"])) <= MOST_PEOPLE:
            return people, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _rest_of(text: str) -> tuple[str, ...]:
    """The words that say something and were not understood."""
    words = re.sub(PARTICLES, " ", f" {text} ").split()
    stripped = (one.strip("-–~.'\"()") for one in words)
    return tuple(word for word in stripped if word and word not in FILLERS and not re.fullmatch(FILLERS_ZH, word))
