"""Which script a name is written in, and its letters in one form."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
HANGUL = re.compile(r"[\uac00-\ud7a3]+")
LATIN = re.compile(r"[a-z]+")
TITLES = ("先生", "女士", "小姐", "太太", "氏", "씨", "님")
"""What is said after a name and belongs to no name."""
HIDDEN = ("Cc", "Cf", "Cs")
BREVES = str.maketrans({"ŏ": "eo", "ŭ": "eu", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
"""What stripping accents would lose or misread; the first two are of the McCune–Reischauer romanisation."""


def simplified(text: str) -> str:
    """The text in simplified characters: 張 and 张 are one name."""
    return _to_simplified().convert(unicodedata.normalize("NFKC", text))


def folded(name: str) -> str:
    """The name in small letters of plain width, without accents and titles, its characters simplified."""
    visible = "".join(letter if unicodedata.category(letter) not in HIDDEN else " " for letter in simplified(name))
    plain = unicodedata.normalize("NFC", visible).casefold().strip()
    for title in TITLES:
        if len(plain) > len(title) + 1:
            plain = plain.removesuffix(title).strip()
    apart = unicodedata.normalize("NFD", plain.translate(BREVES))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn" or "\u3099" <= letter <= "\u309a")
    return unicodedata.normalize("NFC", bare)


def words(name: str) -> list[list[str]]:
    """The words of a folded name, each as the parts that hyphens and apostrophes leave."""
    separated = re.split(r"[\s,，、;·・‧•.。/()（）]+", name)
    parts = [[part for part in re.split(r"[-‐‑–'’`ʻ]+", word) if part] for word in separated]
    return [word for word in parts if word]


@cache
def _to_simplified() -> "OpenCC":
    # Loaded when the first name is asked about: most processes never are.
    from opencc import OpenCC

    return OpenCC("t2s")
