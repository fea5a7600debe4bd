"""What officers do with an application, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from institutions import errors
from institutions.deadlines import due_in
from institutions.errors import reviewing as refusals
from institutions.models import Application, Check, Note, Paper, RequestItem
from institutions.services import judging, reviewing
from institutions.services.transactions import lock_application
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.reviewing import check_everything, make_handed_in, make_item

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def accept_all(application: Application, by: Any) -> None:
    for paper in application.papers.all():
        judging.accept_paper(paper=paper, by=by, at=NOON)


def recommended(verdict: str = "approve") -> tuple[Application, Any]:
    """An application that an officer recommends."""
    application, officer = make_handed_in(), making.make_officer()
    accept_all(application, officer)
    reviewing.recommend(application=application, verdict=verdict, note="Sound.", by=officer, at=NOON)
    return fresh(application), officer


def test_officer_who_takes_up_owns_and_has_ten_working_days() -> None:
    application, officer = make_handed_in(state="submitted"), making.make_officer()

    reviewing.take_up(application=application, by=officer, at=NOON)

    now = fresh(application)
    assert (now.state, now.owner, now.due_on) == ("in-review", officer, due_in("in-review", NOON))
    assert now.due_on == date(2026, 12, 4)


def test_owner_stays_when_a_colleague_takes_up() -> None:
    application, owner = make_handed_in(state="submitted"), making.make_officer()
    reviewing.assign(applications=[application], owner=owner, by=making.make_officer(), at=NOON)

    reviewing.take_up(application=application, by=making.make_officer(), at=NOON)

    assert fresh(application).owner == owner


def test_applications_are_given_to_an_officer_together_and_those_that_are_over_stay() -> None:
    two, over = [make_handed_in(), make_handed_in(state="submitted")], make_handed_in(state="declined")
    officer = making.make_officer()

    assert reviewing.assign(applications=[*two, over], owner=officer, by=making.make_officer(), at=NOON) == 2
    assert [fresh(one).owner for one in (*two, over)] == [officer, officer, None]
    assert reviewing.assign(applications=two, owner=None, by=making.make_officer(), at=NOON) == 2


def test_new_officer_is_told_once_of_each_time_that_a_colleague_gives_them_an_application() -> None:
    application, owner, giver = make_handed_in(), making.make_officer(language="ko"), making.make_officer()

    for number, chosen in enumerate([owner, owner, None, owner]):
        reviewing.assign(applications=[application], owner=chosen, by=giver, at=NOON + timedelta(hours=number))

    told = Message.objects.filter(template="institutions/given").order_by("pk")
    assert [(message.recipient, message.language) for message in told] == [(owner, "ko")] * 2
    assert told[0].url == f"/ko/desk/institutions/applications/{application.reference}/"
    assert application.reference in told[0].subject
    assert giver.full_name in told[0].text


def test_officers_who_take_applications_themselves_are_not_told() -> None:
    officer = making.make_officer()

    reviewing.assign(applications=[make_handed_in()], owner=officer, by=officer, at=NOON)
    reviewing.take_up(application=make_handed_in(state="submitted"), by=officer, at=NOON)

    assert not Message.objects.filter(template="institutions/given").exists()


def test_applications_given_together_are_told_of_in_one_message() -> None:
    owner, two = making.make_officer(), [make_handed_in(), make_handed_in()]

    reviewing.assign(applications=two, owner=owner, by=making.make_officer(), at=NOON)

    message = Message.objects.get(template="institutions/given")
    assert all(one.reference in message.text for one in two)
    assert "2 applications" in message.subject
    assert message.url == "/en/desk/institutions/applications/?owner=me"


def test_closed_account_that_keeps_applications_is_not_written_to() -> None:
    owner = making.make_officer(paused_at=NOON)

    reviewing.assign(applications=[make_handed_in()], owner=owner, by=making.make_officer(), at=NOON)

    assert not Message.objects.filter(template="institutions/given").exists()


def test_nobody_gets_an_application_whose_institution_they_act_for() -> None:
    application, officer = make_handed_in(), making.make_officer()
    making.make_member(application.institution, officer)

    with pytest.raises(refusals.NotAnOfficer):
        reviewing.assign(applications=[application], owner=officer, by=making.make_officer(), at=NOON)
    with pytest.raises(refusals.NotAnOfficer):
        reviewing.assign(applications=[application], owner=making.make_resident(), by=making.make_officer(), at=NOON)


def test_day_in_the_past_is_refused() -> None:
    application = make_handed_in()

    with pytest.raises(refusals.DayOver):
        reviewing.set_due(application=application, due_on=TODAY - timedelta(days=1), at=NOON)
    assert reviewing.set_due(application=application, due_on=TODAY, at=NOON).due_on == TODAY


def test_findings_keep_who_found_them_until_they_change() -> None:
    application, first, second = make_handed_in(), making.make_officer(), making.make_officer()
    one, two = make_item(), make_item()
    findings = {one: ("fine", ""), two: ("not-fine", "The seal is missing.")}
    assert reviewing.note_findings(application=application, findings=findings, by=first, at=NOON) == 2

    changed = findings | {two: ("fine", "Seal seen.")}
    assert reviewing.note_findings(application=application, findings=changed, by=second, at=NOON) == 1

    assert [(check.finding, check.note, check.by) for check in Check.objects.filter(application=application)] == [
        ("fine", "", first),
        ("fine", "Seal seen.", second),
    ]


def test_nothing_is_judged_outside_the_review() -> None:
    officer = making.make_officer()
    for state in ("submitted", "more-asked", "recommended", "approved", "declined", "withdrawn"):
        application = make_handed_in(state=state)
        paper = application.papers.get()
        acts = [
            lambda paper=paper: judging.accept_paper(paper=paper, by=officer, at=NOON),
            lambda paper=paper: judging.return_paper(paper=paper, reason="No.", by=officer, at=NOON),
            lambda one=application: judging.prepare_question(application=one, task="purpose", reason="Why?"),
            lambda one=application: reviewing.note_findings(
                application=one, findings={make_item(): ("fine", "")}, by=officer, at=NOON
            ),
        ]
        for act in acts:
            with pytest.raises(refusals.NotUnderReview):
                act()


def test_document_that_expires_is_accepted_with_a_day_to_come() -> None:
    application, officer = make_handed_in(), making.make_officer()
    paper = making.make_paper(application, making.make_paper_kind(expires=True))

    for day in (None, TODAY - timedelta(days=1)):
        with pytest.raises(refusals.ValidityNeeded):
            judging.accept_paper(paper=paper, valid_until=day, by=officer, at=NOON)
    judging.accept_paper(paper=paper, valid_until=TODAY + timedelta(days=365), by=officer, at=NOON)

    paper.refresh_from_db()
    assert (paper.state, paper.reviewed_by) == ("accepted", officer)


def test_replaced_document_is_judged_no_more() -> None:
    application = make_handed_in()
    paper = making.make_paper(application, state=Paper.State.REPLACED)

    with pytest.raises(refusals.PaperReplaced):
        judging.accept_paper(paper=paper, by=making.make_officer(), at=NOON)


def test_returned_document_prepares_a_question_that_nobody_is_told_of_yet() -> None:
    application, officer = make_handed_in(), making.make_officer()
    paper = application.papers.get()

    judging.return_paper(paper=paper, reason="Pages are missing.", by=officer, at=NOON)

    item = RequestItem.objects.get(request__application=application)
    assert (item.task, item.kind, item.reason, item.request.sent_at) == (
        "documents", paper.kind, "Pages are missing.", None,
    )  # fmt: skip
    assert not Message.objects.exists()


def test_document_accepted_after_all_takes_its_question_out() -> None:
    application, officer = make_handed_in(), making.make_officer()
    paper = application.papers.get()
    judging.return_paper(paper=paper, reason="Unreadable.", by=officer, at=NOON)

    judging.accept_paper(paper=paper, by=officer, at=NOON)

    assert not application.requests.exists()
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("accepted", "")


def test_question_taken_out_lets_its_document_be_looked_at_again() -> None:
    application, officer = make_handed_in(), making.make_officer()
    paper = application.papers.get()
    judging.return_paper(paper=paper, reason="Unreadable.", by=officer, at=NOON)

    judging.take_out_question(application=application, item=RequestItem.objects.get())

    paper.refresh_from_db()
    assert paper.state == "added"
    assert not application.requests.exists()


def test_same_part_is_asked_about_once() -> None:
    application = make_handed_in()
    judging.prepare_question(application=application, task="purpose", reason="For whom?")

    with pytest.raises(refusals.AskedAlready):
        judging.prepare_question(application=application, task="purpose", reason="Since when?")


def test_sent_questions_make_it_the_turn_of_the_institution_which_is_told() -> None:
    application, officer = make_handed_in(), making.make_officer()
    judging.prepare_question(application=application, task="purpose", reason="For whom?")
    due = TODAY + timedelta(days=14)

    judging.send_request(application=application, message="Only this.", due_on=due, by=officer, at=NOON)

    now = fresh(application)
    assert (now.state, now.due_on) == ("more-asked", due)
    request = now.requests.get()
    assert (request.message, request.due_on, request.asked_by, request.sent_at) == ("Only this.", due, officer, NOON)
    told = Message.objects.get(template="institutions/asked")
    assert told.recipient == now.institution.members.get().user
    assert "one thing" in told.text
    assert "Only this." in told.text


def test_nothing_is_not_asked() -> None:
    application, officer = make_handed_in(), making.make_officer()

    with pytest.raises(refusals.NothingAsked):
        judging.send_request(application=application, message="", due_on=TODAY, by=officer, at=NOON)
    assert fresh(application).state == "in-review"


def test_recommendation_needs_the_whole_checklist() -> None:
    application, officer = make_handed_in(), making.make_officer()
    make_item()
    accept_all(application, officer)

    with pytest.raises(refusals.ChecklistOpen, match="Is point 0 right"):
        reviewing.recommend(application=application, verdict="approve", note="Sound.", by=officer, at=NOON)
    check_everything(application, officer)
    reviewing.recommend(application=application, verdict="approve", note="Sound.", by=officer, at=NOON)

    assert fresh(application).state == "recommended"
    assert Note.objects.get(application=application).text == "Sound."


def test_approval_is_recommended_only_with_every_document_accepted() -> None:
    application, officer = make_handed_in(), making.make_officer()

    with pytest.raises(refusals.PapersOpen):
        reviewing.recommend(application=application, verdict="approve", note="Sound.", by=officer, at=NOON)
    reviewing.recommend(application=application, verdict="decline", note="No room.", by=officer, at=NOON)

    assert fresh(application).verdict == "decline"


def test_nothing_is_recommended_while_questions_are_prepared() -> None:
    application, officer = make_handed_in(), making.make_officer()
    judging.prepare_question(application=application, task="purpose", reason="For whom?")

    with pytest.raises(refusals.QuestionsPrepared):
        reviewing.recommend(application=application, verdict="decline", note="No.", by=officer, at=NOON)


def test_second_officer_decides_and_the_institution_is_told_with_the_reason() -> None:
    application, _first = recommended()
    second = making.make_officer()

    reviewing.decide(application=application, verdict="approve", reason="Welcome.", by=second, at=NOON)

    now = fresh(application)
    assert (now.state, now.decided_by, now.decided_at, now.due_on) == ("approved", second, NOON, None)
    told = Message.objects.get(template="institutions/decided")
    assert "Welcome." in told.text
    assert "Sound." not in f"{told.subject}{told.text}{told.html}"


def test_first_officer_does_not_decide() -> None:
    application, first = recommended()

    with pytest.raises(errors.SecondOfficerNeeded):
        reviewing.decide(application=application, verdict="approve", reason="", by=first, at=NOON)
    with pytest.raises(errors.SecondOfficerNeeded):
        reviewing.send_back(application=application, note="Hm.", by=first, at=NOON)


def test_second_officer_does_not_decide_against_the_first() -> None:
    application, _first = recommended()

    with pytest.raises(refusals.AgainstRecommendation):
        reviewing.decide(application=application, verdict="decline", reason="No.", by=making.make_officer(), at=NOON)


def test_recommendation_sent_back_is_taken_away_and_its_officer_told() -> None:
    application, first = recommended()

    reviewing.send_back(application=application, note="Ask for the seal.", by=making.make_officer(), at=NOON)

    now = fresh(application)
    assert (now.state, now.verdict, now.recommended_by) == ("in-review", "", None)
    told = Message.objects.get(template="institutions/sent_back")
    assert told.recipient == first
    assert "seal" not in told.text


def test_decline_without_a_reason_is_refused_by_the_database() -> None:
    application, _first = recommended("decline")

    with pytest.raises(Exception, match="application_declined_has_reason"):
        reviewing.decide(application=application, verdict="decline", reason="", by=making.make_officer(), at=NOON)


def test_officer_finds_no_application_of_their_own_institution_on_the_desk() -> None:
    application, officer = make_handed_in(), making.make_officer()
    making.make_member(application.institution, officer)

    assert not Application.objects.to_review(officer).exists()
    assert Application.objects.to_review(making.make_officer()).get() == application
    assert not Application.objects.to_review(making.make_resident()).exists()
    assert lock_application(application.pk)


def test_days_are_counted_as_offices_work() -> None:
    assert due_in("submitted", NOON) == date(2026, 11, 25)
    assert due_in("more-asked", NOON) is None
    assert due_in("approved", NOON) is None
