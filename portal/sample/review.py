"""The sample's applications to settle, in every state of the review, and what officers use for it."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.translations.services import record_edit
from commons.translations.texts import translated_fields
from institutions.deadlines import answer_day
from institutions.models import (
    Application,
    Check,
    CheckItem,
    Institution,
    LetterTemplate,
    LivingRoomArea,
    PaperKind,
    Terms,
)
from institutions.paper_rules import wanted_of
from institutions.return_reasons import words_for
from institutions.services import applying, judging, papers, reviewing
from portal.sample import columns, read
from portal.sample.people import person_of
from portal.sample.places import made

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def load_review(signed_up: dict[str, User], at: datetime) -> None:
    """Lists once by their slugs, applications once; `signed_up` are those who sign in, by role."""
    told = read("review")
    editor = signed_up["officer"]
    for model, name in ((CheckItem, "check"), (LetterTemplate, "letter")):
        _load_list(model, told[name], editor, at)
    if not PaperKind.objects.exists():
        _load_list(PaperKind, told["paper_kind"], editor, at)
    if not Terms.objects.exists():
        words = told["terms"]
        row = Terms(version=words["version"], in_force_from=words["in_force_from"], **columns("text", words["text"]))
        row.save()
        record_edit(row, changed={"text": {"zh-hans", "en", "ko"}}, editor=editor, at=at)
    for one in told["application"]:
        if not Institution.objects.filter(slug=one["slug"]).exists():
            SampleApplication(one, signed_up["officer"], signed_up["second-officer"], at).load()


def _load_list(model: Any, rows: list[dict[str, Any]], editor: User, at: datetime) -> None:
    for position, told in enumerate(rows):
        if not model.objects.filter(slug=told["slug"]).exists():
            plain = told.keys() - set(translated_fields(model))
            row, changed = made(model, told, *plain, position=position)
            row.save()
            record_edit(row, changed=changed, editor=editor, at=at)


class SampleApplication:
    """One application, brought to its state by what people do in the portal."""

    def __init__(self, told: dict[str, Any], officer: User, second: User, at: datetime) -> None:
        self.told, self.officer, self.second, self.now = told, officer, second, at
        code = {"zh-hans": "CN"}.get(told["language"], told["country"])
        email = f"{told['slug']}@example.org"
        person = {"email": email, "language": told["language"], "full_name": told["representative"], "country": code}
        self.person = person_of(person, at - told["begun"] * DAY)

    def load(self) -> None:
        """Begin, fill in, then what happened, step by step."""
        self.at = self.now - self.told["begun"] * DAY
        self.application = self._fill_in()
        acts: dict[str, Callable[..., object]] = {
            "submit": self._submit, "take-up": self._take_up, "note": self._note, "returned": self._return,
            "asked": self._ask, "answered": self._answer, "recommended": self._recommend, "approved": self._approve,
            "declined": self._decline, "withdrawn": self._withdraw,
        }  # fmt: skip
        for name, days, *words in self.told["steps"]:
            self.at = self.now - days * DAY
            acts[name](*words)
            self.application.refresh_from_db()

    def _fill_in(self) -> Application:
        told = self.told
        name = told["name"]["en"]
        application = applying.begin(
            kind=told["kind"], country=told["country"], name=name, language="en", by=self.person, at=self.at
        )
        institution = application.institution
        facts = {
            "slug": told["slug"], "registered_name": told["name"]["zh" if told["country"] == "CN" else "en"],
            "registration_number": "SAMPLE-0000", "address": "示例路 1 号", "email": self.person.email,
            **columns("name", told["name"]), "about_en": "A sample institution.", "about_zh_hans": "示例机构。",
            "about_ko": "예시 기관입니다.",
        }  # fmt: skip
        _set(institution, facts)
        changed = {name: {"zh-hans", "en", "ko"} for name in ("name", "about")}
        record_edit(institution, changed=changed, editor=self.person, at=self.at)
        _set(application, {
            "language": told["language"], "representative_name": told["representative"],
            "representative_position": "示例", "representative_email": self.person.email,
            "authority": "legal-representative", "purpose": told["purpose"],
            "area": LivingRoomArea.objects.get(slug=told["area"]), "desks": 2, "room_hours": 8,
            "wanted_from": day_in_beijing(self.now) + 30 * DAY, "months": 12,
            "terms": Terms.objects.first(), "terms_accepted_at": self.at, "terms_accepted_by": self.person,
        })  # fmt: skip
        for kind in wanted_of(application, PaperKind.objects.all()):
            papers.add(application=application, kind=kind, uploads=[a_scan(kind.slug)], by=self.person, at=self.at)
        return application

    def _submit(self) -> None:
        applying.submit(application=self.application, by=self.person, at=self.at)

    def _take_up(self) -> None:
        reviewing.take_up(application=self.application, by=self.officer, at=self.at)

    def _note(self, text: str) -> None:
        reviewing.write_note(application=self.application, text=text, by=self.officer, at=self.at)

    def _return(self, reason: str) -> None:
        words = words_for(reason, "", self.application.language)
        paper = self.application.papers.all()[0]
        judging.return_paper(paper=paper, reason=words, by=self.officer, at=self.at)

    def _ask(self, task: str, reason: str) -> None:
        judging.prepare_question(application=self.application, task=task, reason=reason)
        judging.send_request(
            application=self.application, message="", due_on=answer_day(self.at), by=self.officer, at=self.at + HOUR
        )

    def _answer(self, words: str) -> None:
        _set(self.application, {"purpose": f"{self.told['purpose']}\n{words}"})
        applying.answer(application=self.application, words="", by=self.person, at=self.at)

    def _recommend(self, verdict: str, note: str) -> None:
        for paper in self.application.papers.select_related("kind"):
            last = day_in_beijing(self.now) + 900 * DAY if paper.kind.expires else None
            judging.accept_paper(paper=paper, valid_until=last, by=self.officer, at=self.at - HOUR)
        found = dict.fromkeys(CheckItem.objects.filter(is_active=True), (Check.Finding.FINE.value, ""))
        reviewing.note_findings(application=self.application, findings=found, by=self.officer, at=self.at - HOUR)
        reviewing.recommend(application=self.application, verdict=verdict, note=note, by=self.officer, at=self.at)

    def _approve(self, reason: str) -> None:
        reviewing.decide(application=self.application, verdict="approve", reason=reason, by=self.second, at=self.at)

    def _decline(self, reason: str) -> None:
        reviewing.decide(application=self.application, verdict="decline", reason=reason, by=self.second, at=self.at)

    def _withdraw(self) -> None:
        applying.withdraw(application=self.application, by=self.person, at=self.at)


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def a_scan(name: str) -> SimpleUploadedFile:
    """A page on which nothing stands but that it is a sample."""
    page = Image.new("RGB", (620, 877), "#ffffff")
    draw = ImageDraw.Draw(page)
    draw.rectangle((24, 24, 596, 853), outline="#0b5a6b", width=3)
    font = ImageFont.load_default(size=64)
    draw.text((310, 400), "SAMPLE", fill="#b4441c", font=font, anchor="mm")
    draw.text((310, 470), name, fill="#4a5865", font=ImageFont.load_default(size=28), anchor="mm")
    target = io.BytesIO()
    page.save(target, "PNG")
    return SimpleUploadedFile(f"{name}.png", target.getvalue(), content_type="image/png")
