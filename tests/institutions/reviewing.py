"""What the tests of the review share: an application as officers find it, with a checklist and letters."""

from typing import Any

from django.test import Client

from commons.accounts.models import User
from institutions.models import Application, CheckItem, Letter, LetterTemplate, Revision
from institutions.revisions import snapshot
from institutions.services import judging, reviewing
from tests.factories import NOON, in_three_languages
from tests.institutions import making


def make_item(**fields: Any) -> CheckItem:
    """An item of the checklist."""
    number = CheckItem.objects.count()
    values = {"slug": f"item-{number}"} | in_three_languages(text=f"Is point {number} right?")
    return CheckItem.objects.create(**values | fields)


def make_template(**fields: Any) -> LetterTemplate:
    """A letter with placeholders."""
    number = LetterTemplate.objects.count()
    values = {"slug": f"letter-{number}"} | in_three_languages(
        name=f"Letter {number}", subject="On {reference}", text="Dear {representative}, please come by {due_on}."
    )
    return LetterTemplate.objects.create(**values | fields)


def make_handed_in(*, state: str = "in-review", **fields: Any) -> Application:
    """An application with a revision, a representative and a document, in this state."""
    application = making.make_application(state=state, **fields)
    making.make_member(application.institution)
    paper = making.make_paper(application)
    Revision.objects.create(application=application, number=1, content=snapshot(application, [paper]), at=NOON)
    return application


def signed_in(user: User) -> Client:
    """A browser of the person."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def check_everything(application: Application, by: User) -> None:
    """A finding on every item, so that something can be recommended."""
    findings = dict.fromkeys(CheckItem.objects.all(), ("fine", ""))
    reviewing.note_findings(application=application, findings=findings, by=by, at=NOON)


def under_review(application: Application) -> dict[str, object]:
    """What addresses name of a review: a revision, a prepared question and a letter of the application."""
    Revision.objects.create(application=application, number=1, content={}, at=NOON)
    item = judging.prepare_question(application=application, task="purpose", reason="For whom?")
    letter = Letter.objects.create(application=application, language="en", subject="Come", text="Soon.", sent_at=NOON)
    return {"item": item.pk, "letter": letter.pk}
