"""What the sample institution's representative has under way: a draft, and an application in which more was asked."""

from datetime import datetime, timedelta
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.translations.services import record_edit
from institutions.answers import answers_of, fingerprint
from institutions.application_facts import terms_in_force
from institutions.deadlines import answer_day
from institutions.models import Application, Institution, LivingRoomArea, Member, PaperKind, Task
from institutions.paper_rules import wanted_of
from institutions.services import applying, filling_in, judging, members, papers, reviewing
from portal.sample import columns, read
from portal.sample.review import a_scan

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def load_applying(signed_up: dict[str, User], at: datetime) -> None:
    """Applications once, by the slugs of their institutions; `signed_up` are those who sign in, by role."""
    for told in read("applying")["application"]:
        if not Institution.objects.filter(slug=told["slug"]).exists():
            _load(told, signed_up["institution"], signed_up["officer"], at)


def _load(told: dict[str, Any], person: User, officer: User, at: datetime) -> None:
    begun = at - told["begun"] * DAY
    application = applying.begin(
        kind=told["kind"], country=told["country"], name=told["name"]["en"], language="en", by=person, at=begun
    )
    _describe(application, told, person, begun)
    if told["state"] == "draft":
        _invite_a_colleague(application.institution, person, at)
        return
    _complete(application, person, begun, at)
    applying.submit(application=application, by=person, at=begun + DAY)
    reviewing.take_up(application=application, by=officer, at=begun + 2 * DAY)
    _ask(application, told, officer, at - 2 * DAY)


def _describe(application: Application, told: dict[str, Any], person: User, at: datetime) -> None:
    institution = application.institution
    institution.slug = told["slug"]
    for name, text in (columns("name", told["name"]) | columns("about", told["about"])).items():
        setattr(institution, name, text)
    for name in ("registered_name", "registration_number", "address"):
        setattr(institution, name, told[name])
    institution.save()
    changed = {name: {"zh-hans", "en", "ko"} for name in ("name", "about")}
    record_edit(institution, changed=changed, editor=person, at=at)
    application.language = person.language
    application.save(update_fields=["language"])
    named = {"representative_name": person.full_name, "authority": "legal-representative"}
    _say(application, Task.REPRESENTATIVE, named, person, at)
    purpose = {"purpose": told["purpose"], "area": LivingRoomArea.objects.get(slug=told["area"])}
    _say(application, Task.PURPOSE, purpose, person, at)


def _say(application: Application, task: str, told: dict[str, Any], person: User, at: datetime) -> None:
    """Answer some questions of a part, as its page does."""
    current = answers_of(application, task)
    filling_in.save_answers(
        application=application, task=task, answers={**current, **told}, seen=fingerprint(current), by=person, at=at
    )
    application.refresh_from_db()


def _complete(application: Application, person: User, at: datetime, now: datetime) -> None:
    mail = {"representative_position": "회장(예시)", "representative_email": person.email}
    _say(application, Task.REPRESENTATIVE, mail, person, at)
    wanted = {"desks": 1, "room_hours": 6, "wanted_from": day_in_beijing(now) + 30 * DAY, "months": 12}
    _say(application, Task.PURPOSE, wanted, person, at)
    for kind in wanted_of(application, PaperKind.objects.all()):
        papers.add(application=application, kind=kind, uploads=[a_scan(kind.slug)], by=person, at=at)
    terms = terms_in_force(at)
    if terms is not None:
        filling_in.accept_terms(application=application, version=terms.version, by=person, at=at)


def _ask(application: Application, told: dict[str, Any], officer: User, at: datetime) -> None:
    judging.return_paper(paper=application.papers.all()[0], reason=told["reason"], by=officer, at=at)
    judging.prepare_question(application=application, task=Task.PURPOSE, reason=told["question"])
    judging.send_request(application=application, message="", due_on=answer_day(at), by=officer, at=at + HOUR)


def _invite_a_colleague(institution: Institution, person: User, at: datetime) -> None:
    members.invite(
        institution=institution, email="colleague@example.org", duty=Member.Duty.COLLEAGUE,
        language=person.language, by=person, at=at - DAY,
    )  # fmt: skip
