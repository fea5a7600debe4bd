"""Numbers as people write them: digits, Chinese numerals, and the small numbers of English and Korean in words."""

CHINESE = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9,
}  # fmt: skip
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
ENGLISH = {word: number for number, word in enumerate(_COUNTED.split(), start=1)} | {
    "a": 1, "an": 1, "dozen": 12, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
KOREAN = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11,
    "열두": 12, "열세": 13, "열네": 14, "열다섯": 15, "스무": 20, "서른": 30,
}  # fmt: skip

_EN = "|".join(sorted(ENGLISH, key=len, reverse=True))
_KO = "|".join(sorted(KOREAN, key=len, reverse=True))
NUMBER_EN = rf"(?:\d+|(?:{_EN})\b)"
NUMBER_ZH = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
NUMBER_KO = rf"(?:\d+|{_KO})"


def number_of(word: str) -> int:
    """The number; raises ValueError for a word that is none."""
    if word.isdecimal():
        return int(word[:6])
    known = ENGLISH.get(word) or KOREAN.get(word)
    return known if known is not None else _chinese(word)


def _chinese(word: str) -> int:
    """十二 is 12, 二十 is 20, 一百二十 is 120."""
    total, last = 0, None
    for sign in word:
        if sign in "十百":
            total += (1 if last is None else last) * (10 if sign == "十" else 100)
            last = None
        elif sign in CHINESE:
            last = CHINESE[sign]
        else:
            message = f"{word} is no number."
            raise ValueError(message)
    return total + (last or 0)
