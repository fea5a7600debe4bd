"""Makers for the tests of applying: complete applications, what is asked of them, and uploads."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commons.accounts.models import User
from institutions.application_facts import facts_of, papers_of, standing_papers
from institutions.models import Application, Institution, Paper, PaperKind, Request, Revision, Terms
from institutions.revisions import snapshot
from institutions.task_list import TaskList, task_list
from tests.documents.files import a_pdf
from tests.factories import NOON
from tests.institutions import making

DUE = NOON.date() + timedelta(days=10)
COMPLETE: dict[str, Any] = {
    "registered_name": "주식회사 예시", "registration_number": "110111-0000000", "address": "1 Sample Road, Seoul",
    "about_en": "Brings samples across the sea.", "founded_in": 1999,
}  # fmt: skip


def make_complete_institution(**fields: Any) -> Institution:
    """An institution of which everything is told."""
    return making.make_institution(**COMPLETE | fields)


def make_ready(member: User | None = None, *, state: str = "draft", **fields: Any) -> Application:
    """An application that can be handed in: one document is wanted and there, the terms are agreed to."""
    institution = fields.pop("institution", None) or make_complete_institution(member=member)
    terms = Terms.objects.first() or making.make_terms()
    told = {"terms": terms, "terms_accepted_at": NOON, "terms_accepted_by": member} | fields
    application = making.make_application(institution, state=state, **told)
    kind = PaperKind.objects.first() or making.make_paper_kind(slug="licence")
    making.make_paper(application, kind)
    if state != "draft":
        keep_revision(application)
    return application


def keep_revision(application: Application) -> Revision:
    """What the application says now, as if it had been handed in at this moment."""
    number = application.revisions.count() + 1
    content = snapshot(application, standing_papers(papers_of(application)))
    return Revision.objects.create(application=application, number=number, content=content, at=NOON)


def ask(application: Application, *asked: tuple[str, PaperKind | None], sent: bool = True) -> Request:
    """A request for these parts and kinds; the application is in the state for it already."""
    request = Request.objects.create(
        application=application, message="Please look again.", due_on=DUE, sent_at=NOON if sent else None
    )
    for task, kind in asked:
        request.items.create(task=task, kind=kind, reason=f"Say more about {kind or task}.")
    return request


def return_paper(paper: Paper, reason: str = "It is not legible.") -> Paper:
    """What an officer does with a document that cannot be used."""
    paper.state, paper.reason, paper.reviewed_at = Paper.State.RETURNED, reason, NOON
    paper.save()
    return paper


def listed(application: Application) -> TaskList:
    """The task list as it stands in the database."""
    fresh = Application.objects.select_related("institution", "area", "terms").get(pk=application.pk)
    return task_list(facts_of(fresh, at=NOON))


def a_file(content: bytes | None = None, name: str = "licence.pdf") -> SimpleUploadedFile:
    """A PDF as a browser sends it."""
    return SimpleUploadedFile(name, a_pdf() if content is None else content, content_type="application/pdf")


def day(text: str) -> date:
    return date.fromisoformat(text)
