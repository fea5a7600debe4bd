"""The keys under which a spelling is kept, and those under which others of it are found.

A name in Chinese characters (金哲秀) is kept as it is written, as Chinese says it and as Korean says it; one in
Hangul (김철수) as Korean says it; one in Latin letters (Kim Chul-soo, Chulsoo KIM, Jin Zhexiu) as whatever it may be.
Who looks for one in Hangul also looks under what Chinese may say for it, and the other way round, by way of the
characters that the syllables may be. A shared key means *may be the same name*: people decide, never the portal.
"""

from collections.abc import Iterable
from itertools import combinations, product

from legal_services.names import bridge, chinese, korean
from legal_services.names.scripts import HAN, HANGUL, LATIN, folded, words

EXACT = "="
"""Begins the key of the spelling itself, in which order, capitals, accents and kinds of characters do not matter."""
MOST_LETTERS = 200


def keys_of(name: str) -> list[str]:
    """The keys under which a spelling is kept, each at most 200 characters long."""
    plain = folded(name)
    whole = "".join(plain.split())
    if HAN.fullmatch(whole):
        return _tidied([_exact(plain), *_of_characters(whole)])
    if HANGUL.fullmatch(whole):
        return _tidied([_exact(plain), *_in_korean(korean.hangul_in_two(whole))])
    return _tidied([_exact(plain), *_of_latin(plain)])


def search_keys_of(name: str) -> list[str]:
    """The keys under which a spelling is looked for: its own, and what the other language may say for it."""
    plain = folded(name)
    whole = "".join(plain.split())
    keys = keys_of(name)
    if HANGUL.fullmatch(whole):
        keys += [_key("p", *guess) for pair in korean.hangul_in_two(whole) for guess in bridge.in_pinyin(*pair)]
    elif LATIN.search(plain):
        pairs = chinese.latin_in_two(_joined(plain))
        keys += [_key("k", *guess) for pair in pairs for guess in bridge.in_korean(*pair)]
    return _tidied(keys)


def is_exact(key: str) -> bool:
    """Whether the key stands for the spelling itself, not for what it sounds like."""
    return key.startswith(EXACT)


def _exact(plain: str) -> str:
    parts = _joined(plain)
    is_written_without_spaces = any(HAN.search(part) or HANGUL.search(part) for part in parts)
    return EXACT + ("".join(parts) if is_written_without_spaces else " ".join(sorted(parts)))


def _of_characters(whole: str) -> list[str]:
    keys: list[str] = []
    for surname, given in chinese.characters_in_two(whole):
        keys += [_key("p", *pair) for pair in product(chinese.said_surname(surname), chinese.said(given))]
        keys += _in_korean(product(korean.said_surname(surname), korean.said(given)))
    return keys


def _of_latin(plain: str) -> list[str]:
    parts = words(plain)
    joined = _joined(plain)
    if not all(LATIN.fullmatch(word) for word in joined):
        return []
    keys = [_key("p", *pair) for pair in chinese.latin_in_two(joined)]
    keys += [_key("k", *pair) for pair in korean.latin_in_two(parts)]
    return keys or _western(joined)


def _western(joined: list[str]) -> list[str]:
    """Every two words of a name of up to five, for those who leave a middle name out; initials are no words."""
    long = sorted(word for word in joined if len(word) > 2)
    return [_key("w", *pair) for pair in combinations(long, 2)] if len(long) <= 5 else []


def _in_korean(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The keys of surnames and given names in Hangul."""
    return [_key("k", surname, way) for surname, given in pairs for way in korean.folded_hangul(given)]


def _joined(plain: str) -> list[str]:
    return ["".join(parts) for parts in words(plain)]


def _key(language: str, surname: str, given: str) -> str:
    return f"{language}:{surname}|{given}"


def _tidied(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key[:MOST_LETTERS] for key in keys if key != EXACT))
