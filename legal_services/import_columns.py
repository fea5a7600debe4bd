"""What the columns of an old spreadsheet may be, how they are usually called, and what their cells mean."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import phonenumbers
from babel import Locale
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from commons.lib.languages import SPOKEN_HERE, Language
from legal_services.models import Channel, Practitioner, Service, ServiceRecord, Topic
from legal_services.names.scripts import folded

COLUMNS: dict[str, str | Promise] = {
    "held_on": _("Day"), "number": _("Number of the client"), "name": _("Name"), "other_name": _("Another spelling"),
    "phone": _("Phone"), "country": _("Country or region"), "matter": _("Number of the matter"),
    "service": _("Service"), "topic": _("Topic"), "practitioner": _("Adviser"), "language": _("Language spoken"),
    "channel": _("Way to meet"), "minutes": _("Minutes"), "anonymous": _("Others who gave no name"),
    "outcome": _("Outcome"), "referred_to": _("Referred to"), "follow_up_on": _("Follow up on"),
}  # fmt: skip
"""The facts that a column may hold, by the field of the log."""
USUAL = {
    "held_on": "日期 时间 接待日期 咨询日期 服务日期 date day 날짜 일자 상담일 상담일자",
    "number": "编号 客户编号 当事人编号 证件号 clientno clientnumber 의뢰인번호 고객번호",
    "name": "姓名 当事人 咨询人 来访人 客户 name client 이름 성명 의뢰인",
    "other_name": "别名 英文名 韩文名 外文名 othername alias 영문이름 다른이름",
    "phone": "电话 手机 联系电话 联系方式 phone mobile telephone 전화 전화번호 연락처",
    "country": "国籍 国家 country nationality 국적 국가",
    "matter": "事项 事项编号 案号 案件编号 matter case caseno 사건 사건번호",
    "service": "服务 服务类型 服务项目 业务类型 类别 service kind type 서비스 업무 구분",
    "topic": "主题 事由 咨询事项 案由 内容 topic subject 주제 상담분야 분야",
    "practitioner": "法律顾问 律师 顾问 接待人 接待律师 adviser advisor lawyer 상담위원 변호사 담당자",
    "language": "语言 语种 使用语言 language 언어 사용언어",
    "channel": "方式 接待方式 咨询方式 channel way 방식 상담방식",
    "minutes": "分钟 时长 用时 minutes duration 분 시간 소요시간",
    "anonymous": "匿名人数 同行人数 随行人数 others companions 동행인원 동반인원",
    "outcome": "结果 处理结果 办理结果 outcome result 결과 처리결과",
    "referred_to": "转介 转介至 referredto referral 연계기관 연계",
    "follow_up_on": "回访 回访日期 跟进日期 followup followupon 후속일 후속상담일",
}
"""What offices call them, in three languages."""
CHOSEN = ("service", "topic", "practitioner", "language", "channel", "outcome", "country")
"""The facts that come from a list."""
PLAIN = ("service", "language", "channel", "outcome")
"""What every record has; said once for rows that say nothing."""
CODES: Mapping[str, Sequence[str]] = {
    "language": tuple(SPOKEN_HERE), "channel": Channel.values, "outcome": ServiceRecord.Outcome.values,
    "country": tuple(code for code, _name in countries),
}  # fmt: skip
"""What the facts can be that have no table of their own."""
NOTHING = "-"
"""The code of a word that means nothing: the row is read as if the cell were empty."""
MOST_WORDS = 300
"""So many different words of one column are kept that are in no list; a column with more is probably another one."""
SHAPES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y. %m. %d",
    "%Y年%m月%d日",
    "%Y년 %m월 %d일",
    "%Y%m%d",
    "%d %b %Y",
    "%d.%m.%Y",
)
"""How days are written here; the day is never guessed where it could be the month."""
EARLIEST = date(2000, 1, 1)
REQUIRED, UNKNOWN, NO_DAY, NOT_YET, NO_NUMBER, NO_PHONE, TOO_LONG, REFUSED = (
    "required", "unknown", "no-day", "not-yet", "no-number", "no-phone", "too-long", "refused",
)  # fmt: skip
SAYS: dict[str, str | Promise] = {
    REQUIRED: _("is missing"), UNKNOWN: _("is not in the list"), NO_DAY: _("is no day"),
    NOT_YET: _("has not come yet, or is too long ago"), NO_NUMBER: _("is no sensible number"),
    NO_PHONE: _("is no phone number"), TOO_LONG: _("is too long"),
    REFUSED: _("The log did not take this row."),
}  # fmt: skip
"""What can be wrong with a cell."""
LONGEST = {"name": 150, "other_name": 150, "referred_to": 150, "number": 100, "matter": 100}


def guess_columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column is which fact, by what the first row calls it; the first one that fits."""
    known = {word: fact for fact, words in USUAL.items() for word in words.split()}
    guessed: dict[str, int] = {}
    for index, heading in enumerate(headings):
        fact = known.get(_plain(heading))
        if fact:
            guessed.setdefault(fact, index)
    return guessed


@dataclass
class Meaning:
    """What a row says, fact by fact, and what is wrong with it."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def content(self) -> str:
        """All that the row says, in one line that is equal for equal facts."""
        return json.dumps(self.facts, default=lambda one: getattr(one, "pk", None) or str(one), sort_keys=True)


@dataclass
class Word:
    """A word of a column that is in no list: as it is written, in how many rows, and the code that it stands for.

    Without a code nobody has said yet what it means.
    """

    said: str
    rows: int = 0
    means: str = ""


Words = dict[str, dict[str, Word]]
"""By fact, and by what is compared of a word."""


class Reader:
    """Gives rows a meaning; the lists to choose from are read once.

    `words` are those of earlier rows that are in no list, some of which were given a meaning; those of the rows that
    are read join them.
    """

    def __init__(
        self, columns: Mapping[str, int], plain: Mapping[str, str], *, today: date, words: Words | None = None
    ) -> None:
        self.columns, self.plain, self.today = columns, plain, today
        self.unlisted: Words = words if words is not None else {}
        self.services = {service.slug: service for service in Service.objects.all()}
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.practitioners = {str(one.pk): one for one in Practitioner.objects.all()}
        self.words = {fact: dict(_words(self, fact)) for fact in CHOSEN}
        self.choices: dict[str, Mapping[str, Any]] = {
            "service": self.services, "topic": self.topics, "practitioner": self.practitioners,
            **{fact: {code: code for code in codes} for fact, codes in CODES.items()},
        }  # fmt: skip
        """What a fact can be, by its code."""

    def read(self, cells: Sequence[str]) -> Meaning:
        """What the cells say. A row without a name counts one person who gave none."""
        row = Meaning()
        for fact in COLUMNS:
            column = self.columns.get(fact)
            said = cells[column] if column is not None and column < len(cells) else ""
            said = said or self.plain.get(fact, "")
            if len(said) > LONGEST.get(fact, 500):
                row.problems.append((fact, TOO_LONG))
            elif said:
                self._take(row, fact, said)
            elif fact == "held_on" or fact in PLAIN:
                row.problems.append((fact, REQUIRED))
        outcome = row.facts.get("outcome")
        if outcome == ServiceRecord.Outcome.REFERRED and not row.facts.get("referred_to"):
            row.problems.append(("referred_to", REQUIRED))
        follow_up, held_on = row.facts.get("follow_up_on"), row.facts.get("held_on")
        if follow_up and held_on and follow_up < held_on:
            row.problems.append(("follow_up_on", NO_DAY))
        return row

    def _take(self, row: Meaning, fact: str, said: str) -> None:
        """One cell, or what is wrong with it."""
        value: Any = said
        problem = ""
        if fact in CHOSEN:
            value = self.words[fact].get(_plain(said))
            if value is None:
                means = self._unlisted(fact, said)
                if means == NOTHING:
                    return
                value = self.choices[fact].get(means)
            problem = UNKNOWN if value is None else ""
        elif fact in {"held_on", "follow_up_on"}:
            value = day_of(said)
            problem = NO_DAY if value is None else ""
            if value and (value < EARLIEST or (fact == "held_on" and value > self.today)):
                problem = NOT_YET
        elif fact in {"minutes", "anonymous"}:
            value = int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else None
            most = 1440 if fact == "minutes" else 500
            problem = NO_NUMBER if value is None or value > most else ""
        elif fact == "phone":
            value = phone_of(said)
            problem = NO_PHONE if not value else ""
        if problem:
            row.problems.append((fact, problem))
        else:
            row.facts[fact] = value

    def _unlisted(self, fact: str, said: str) -> str:
        """What a word means that is in no list, as the clerk says; empty when they did not. It is counted."""
        seen = self.unlisted.setdefault(fact, {})
        word = seen.get(_plain(said))
        if word is None:
            if len(seen) >= MOST_WORDS:
                return ""
            word = seen[_plain(said)] = Word(said)
        word.rows += 1
        return word.means


@lru_cache(maxsize=4096)
def day_of(said: str) -> date | None:
    """The day that is meant; None for anything else. A time after it does not matter."""
    for text in (said, said.split(" ")[0].split("T")[0]):
        for shape in SHAPES:
            try:
                return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day, not a moment
            except ValueError:
                continue
    return None


def phone_of(said: str) -> str:
    """The number as it is kept, of China unless it says another country; empty for none."""
    try:
        number = phonenumbers.parse(said, "CN")
    except phonenumbers.NumberParseException:
        return ""
    fits = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if fits else ""


@lru_cache(maxsize=4096)
def _plain(said: str) -> str:
    """Without spaces, marks and capitals."""
    return re.sub(r"[\W_]+", "", folded(said))


def _words(reader: Reader, fact: str) -> Iterable[tuple[str, Any]]:
    """Every word for every choice of a fact: its code, and its label in each language of the portal."""
    if fact == "practitioner":
        yield from ((_plain(one.name), one) for one in reader.practitioners.values())
        return
    for code in Language.values:
        with translation.override(code):
            if fact == "service":
                yield from _named(reader.services)
            elif fact == "topic":
                yield from _named(reader.topics)
            elif fact == "channel":
                yield from ((_plain(str(word)), value) for value, label in Channel.choices for word in (value, label))
            elif fact == "outcome":
                choices = ServiceRecord.Outcome.choices
                yield from ((_plain(str(word)), value) for value, label in choices for word in (value, label))
            elif fact == "country":
                yield from ((_plain(word), one) for one, name in countries for word in (one, str(name)))
            else:
                names = Locale.parse(code.replace("zh-hans", "zh_Hans")).languages
                yield from ((_plain(word), one) for one in SPOKEN_HERE for word in (one, names[one.split("-")[0]]))


def _named(rows: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((_plain(word), row) for slug, row in rows.items() for word in (slug, str(row.name)))
