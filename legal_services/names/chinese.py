"""Names as Chinese says them: pinyin without tones, from Chinese characters or from Latin letters."""

import os
import unicodedata
from functools import cache
from itertools import islice, product

from legal_services.names.surnames import READ_AS_SURNAMES, chinese_of_two

MOST_READINGS = 12
"""A name with many characters of many readings is kept under so many of them at most."""
SURNAMES = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng "
    "han feng cao peng zeng xiao tian dong yuan pan yu jiang cai du ye cheng su wei lu ding ren shen yao cui zhong tan "
    "lu fan jin shi liao jia xia fu fang bai zou meng xiong qin qiu yan xue lei hou long duan hao kong shao wan qian "
    "gu mao dai mo yin kang niu ge fan pang an chang zhuang lai zhan piao quan nan xuan tong wen ji geng guan bao zuo "
    "ouyang shangguan zhuge sima situ xiahou murong huangfu linghu"
)
"""Surnames at which a name that is written in one word is cut."""


def characters_in_two(name: str) -> list[tuple[str, str]]:
    """The surname and the given name of a name in Chinese characters, simplified."""
    if len(name) < 2:
        return []
    if len(name) > 2 and name[:2] in chinese_of_two():
        return [(name[:2], name[2:])]
    return [(name[0], name[1:])]


def said_surname(surname: str) -> list[str]:
    """How a Chinese surname is said."""
    if known := READ_AS_SURNAMES.get(surname):
        return [known, *(["le"] if surname == "乐" else [])]
    return said(surname)


def said(text: str) -> list[str]:
    """How Chinese characters may be said, the usual way first; nothing when one of them is not known."""
    ways = [readings(character) for character in text]
    if not all(ways):
        return []
    return ["".join(way) for way in islice(product(*ways), MOST_READINGS)]


def latin_in_two(words: list[str]) -> list[tuple[str, str]]:
    """The surnames and given names that a name in Latin letters may be, when it can be pinyin at all."""
    plain = [plain_pinyin(word) for word in words]
    if not plain or not all(syllables_of(word) for word in plain):
        return []
    if len(plain) == 1:
        return _cut(plain[0])
    found = [(plain[0], "".join(plain[1:])), (plain[-1], "".join(plain[:-1]))]
    if len(plain) > 2:
        found += [("".join(plain[:2]), "".join(plain[2:]))]
    return found


def plain_pinyin(word: str) -> str:
    """Pinyin with its ü written as u: passports say LYU, keyboards lv."""
    return word.replace("lyu", "lu").replace("nyu", "nu").replace("v", "u").replace("u:", "u")


@cache
def readings(character: str) -> list[str]:
    """How Chinese says a character, the usual way first."""
    return list(_pinyin().get(character, ()))


@cache
def syllables() -> frozenset[str]:
    """Every syllable of pinyin."""
    known = {said for ways in _pinyin().values() for said in ways}
    return frozenset(syllable for syllable in known if syllable.isascii() and syllable.isalpha())


def syllables_of(word: str) -> list[str]:
    """The word cut into syllables of pinyin, the longest first; empty when it cannot be."""
    if not word:
        return []
    for length in range(min(6, len(word)), 0, -1):
        head, rest = word[:length], word[length:]
        if head in syllables() and len(head) > (0 if head in {"a", "e", "o"} else 1):
            if not rest:
                return [head]
            if tail := syllables_of(rest):
                return [head, *tail]
    return []


def _cut(word: str) -> list[tuple[str, str]]:
    """A name in one word, cut behind every surname that it may begin with."""
    known = SURNAMES.split()
    ends = [end for end in range(2, len(word) - 1) if word[:end] in known]
    return [(word[:end], word[end:]) for end in ends if syllables_of(word[end:])]


@cache
def _pinyin() -> dict[str, tuple[str, ...]]:
    # Names are read character by character: the dictionary of phrases would only take memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT

    return {chr(point): _without_tones(ways) for point, ways in PINYIN_DICT.items() if 0x3400 <= point <= 0x9FFF}


def _without_tones(ways: str) -> tuple[str, ...]:
    apart = unicodedata.normalize("NFD", ways)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(bare.split(",")))
