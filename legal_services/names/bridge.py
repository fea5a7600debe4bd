"""From Korean to Chinese and back, by way of the characters that a syllable may be."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from legal_services.names import chinese, korean
from legal_services.names.hanja import characters_read, korean_readings
from legal_services.names.surnames import characters_of_korean

MOST_GUESSES = 300
"""So many ways in which the other language may say a name are guessed at most."""
MOST_WAYS = 10
"""For one syllable so many are, the most frequent first."""


def in_pinyin(surname: str, given: str) -> Iterator[tuple[str, str]]:
    """What Chinese may say for a surname and a given name in Hangul."""
    characters = characters_of_korean().get(surname) or characters_read().get(surname, [])
    said = dict.fromkeys(way for character in characters for way in chinese.said_surname(character))
    ways = [_pinyin_of().get(syllable, []) for syllable in given]
    return _guesses(list(said), ways)


def in_korean(surname: str, given: str) -> Iterator[tuple[str, str]]:
    """What Korean may say for a surname and a given name in pinyin: the surname in Hangul, the given name folded."""
    ways = [_korean_of().get(syllable, []) for syllable in chinese.syllables_of(given)]
    return _guesses(_surnames_of().get(surname, []), ways)


def _guesses(surnames: list[str], ways: list[list[str]]) -> Iterator[tuple[str, str]]:
    pairs = product(surnames, product(*ways)) if ways else iter(())
    return islice(((surname, "".join(given)) for surname, given in pairs), MOST_GUESSES)


@cache
def _pinyin_of() -> dict[str, list[str]]:
    """The pinyin that a syllable in Hangul may be."""
    return {
        syllable: _most_frequent(way for character in characters for way in chinese.readings(character)[:1])
        for syllable, characters in characters_read().items()
    }


@cache
def _korean_of() -> dict[str, list[str]]:
    """The Korean syllables, folded, that a syllable of pinyin may be."""
    found: dict[str, list[str]] = {}
    for character, syllables in korean_readings().items():
        for way in chinese.readings(character)[:1]:
            found.setdefault(way, []).extend(korean.folded_hangul(syllable)[0] for syllable in syllables)
    return {way: _most_frequent(iter(syllables)) for way, syllables in found.items()}


@cache
def _surnames_of() -> dict[str, list[str]]:
    """The Korean surnames, in Hangul, that a Chinese surname in pinyin may be."""
    found: dict[str, list[str]] = {}
    for hangul, characters in characters_of_korean().items():
        for way in dict.fromkeys(way for character in characters for way in chinese.said_surname(character)):
            found.setdefault(way, []).append(hangul)
    return found


def _most_frequent(ways: Iterator[str]) -> list[str]:
    return [way for way, _ in Counter(ways).most_common(MOST_WAYS)]
