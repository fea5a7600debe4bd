"""Names as Korean says them, in a form that the ways to write them in Latin letters share.

Young-hee, Yeonghui and 영희 all become `yuQhi`; what is lost on the way (ㄱ and ㅋ, ㅓ and ㅜ) is lost in the Latin
spellings that people carry in their passports as well. Surnames are told by a table instead.
"""

import re
from itertools import islice, product

from legal_services.names.hanja import korean_readings
from legal_services.names.surnames import korean_by_character, korean_by_latin, korean_of_two

FIRST_SYLLABLE, INITIALS, VOWELS, FINALS = 0xAC00, 19, 21, 28
INITIAL = "g kk n d tt r m b pp s ss  j jj ch k t p h"
VOWEL = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
FINAL = " k k k n n n t l l l l l l l l m p p t t ng t t k t p t"
"""The letters of a syllable in the order of Unicode, in the Revised Romanisation of 2000."""

SKELETON = [
    (r"ng(?=[^aeiouyw]|$)", "Q"), (r"(?<=[aeiou])h(?=[^aeiouyw]|$)", ""), (r"yeo|you|yoo", "yu"), (r"ye(?=a)", "y"),
    (r"woo(?!n$)", "u"), (r"weo", "wo"), (r"oo|eou|eo|eu|ou", "u"), (r"ui|ee|yi|ey(?!u|a|o)", "i"),
    (r"ae|ai|ay(?!a|u|o)", "e"), (r"oi", "oe"), (r"oe|wae", "we"), (r"kk|gg|k|g|ck|q(?!u)", "k"), (r"tt|dd|d", "t"),
    (r"pp|bb|b|f|ph", "p"), (r"ss|sh", "s"), (r"tch|jj|ch|z|j", "c"), (r"rh|r", "l"), (r"(.)\1", r"\1"),
    (r"c(?=y)", "c"), (r"y(?=i)", ""),
]  # fmt: skip
"""What differs between the ways to write Korean in Latin letters, folded into one; applied one after the other."""
MOST = 8
SOFTENED = dict(zip("류리림량라로려렴련륙", "유이임양나노여염연육", strict=True))
"""Surnames as they are written in the north and by some families, and as most write them."""


def hangul_in_two(name: str) -> list[tuple[str, str]]:
    """The surname and the given name of a name in Hangul; a surname of two syllables is told by the table."""
    if len(name) < 2:
        return []
    if len(name) > 2 and name[:2] in korean_of_two():
        return [(name[:2], name[2:])]
    return [(SOFTENED.get(name[0], name[0]), name[1:])]


def said_surname(surname: str) -> list[str]:
    """How Korean says a surname in Chinese characters, in Hangul; the table first, then the reading."""
    if known := korean_by_character().get(surname):
        return known
    ways = [korean_readings().get(character, []) for character in surname]
    return ["".join(way) for way in islice(product(*ways), MOST)] if all(ways) else []


def said(text: str) -> list[str]:
    """How Korean may say Chinese characters, in Hangul; nothing when one of them is not known."""
    ways = [korean_readings().get(character, []) for character in text]
    return ["".join(way) for way in islice(product(*ways), MOST)] if all(ways) else []


def latin_in_two(words: list[list[str]]) -> list[tuple[str, str]]:
    """The Korean surnames, in Hangul, and the given names, folded, that a name in Latin letters may be."""
    joined = ["".join(parts) for parts in words]
    if len(joined) < 2:
        return []
    found = []
    for surname, given in ((joined[0], words[1:]), (joined[-1], words[:-1])):
        parts = [part for word in given for part in word]
        for hangul in korean_by_latin().get(surname, ()):
            found += [(hangul, folded) for folded in folded_latin(parts)]
    return found


def folded_latin(parts: list[str]) -> list[str]:
    """A given name in Latin letters, folded: its parts one by one, and in one word."""
    one_by_one = "".join(skeleton(part) for part in parts)
    return list(dict.fromkeys([_once(one_by_one), skeleton("".join(parts))]))


def folded_hangul(text: str) -> list[str]:
    """A given name in Hangul, folded in the same way."""
    return folded_latin([in_latin(syllable) for syllable in text])


def in_latin(syllable: str) -> str:
    """A syllable of Hangul in Latin letters."""
    number = ord(syllable) - FIRST_SYLLABLE
    initial, rest = divmod(number, VOWELS * FINALS)
    vowel, final = divmod(rest, FINALS)
    letters = ((INITIAL, initial), (VOWEL, vowel), (FINAL, final))
    return "".join(in_order.split(" ")[place] for in_order, place in letters)


def skeleton(word: str) -> str:
    """What is left of a word in Latin letters when the ways to write Korean are folded into one."""
    for pattern, folded in SKELETON:
        word = re.sub(pattern, folded, word)
    return word


def _once(word: str) -> str:
    """Letters that stand doubled where two syllables meet, written once."""
    return re.sub(r"(.)\1", r"\1", word)
