"""What a clerk has typed and not yet sent: kept encrypted for that clerk alone, until it is logged or thrown away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from commons.accounts.models import User
from legal_services import errors
from legal_services.models import Draft, ServiceRecord
from legal_services.services.transactions import one_transaction

KEPT = timedelta(days=14)
"""Drafts that nobody finishes hold clients' names for no purpose; two weeks outlast a holiday."""
MOST_CHARACTERS = 20_000
MOST_LISTED = 20

Answers = Mapping[str, Sequence[str]]
"""The fields of the form as they were typed, right or wrong."""


@one_transaction
def keep_draft(*, submission: UUID, answers: Answers, by: User, at: datetime) -> Draft | None:
    """Keep what was typed, in the place of what was kept before. None when the form has been sent meanwhile.

    Raises DraftTooLong, or NotYourDraft for a draft that somebody else began.
    """
    if sum(len(value) for values in answers.values() for value in values) > MOST_CHARACTERS:
        raise errors.DraftTooLong
    if ServiceRecord.objects.filter(submission=submission).exists():
        return None
    draft, _is_new = Draft.objects.get_or_create(
        submission=submission, defaults={"user": by, "answers": {}, "changed_at": at}
    )
    if draft.user_id != by.pk:
        raise errors.NotYourDraft
    draft.answers, draft.changed_at = {name: list(values) for name, values in answers.items()}, at
    draft.save(update_fields=["answers", "changed_at"])
    return draft


def discard_draft(*, submission: UUID, by: User) -> None:
    """Throw the person's draft away; nothing happens when there is none."""
    Draft.objects.filter(submission=submission, user=by).delete()


def unfinished(user: User) -> QuerySet[Draft]:
    """The person's drafts, the latest first; without those whose form was sent while they were being kept."""
    sent = ServiceRecord.objects.filter(submission=OuterRef("submission"))
    return Draft.objects.filter(~Exists(sent), user=user)


@dataclass(frozen=True)
class Begun:
    """A draft without what is in it."""

    submission: UUID
    changed_at: datetime


@dataclass(frozen=True)
class Standing:
    """How a form stands: the reference of the record that it became, if it was sent, and the writer's drafts."""

    record: str
    drafts: list[Begun]


def standing(submission: UUID, user: User) -> Standing:
    """How a form and its writer's drafts stand, the latest first; read in one statement."""
    sent = ServiceRecord.objects.filter(submission=submission).order_by().values("reference")
    begun = unfinished(user).annotate(json=JSONObject(submission="submission", changed_at="changed_at"))
    asked = User.objects.filter(pk=user.pk).annotate(
        record=Subquery(sent[:1]), begun=ArraySubquery(begun.values("json")[:MOST_LISTED])
    )
    record, drafts = asked.values_list("record", "begun").get()
    return Standing(
        record=record or "",
        drafts=[Begun(UUID(one["submission"]), datetime.fromisoformat(one["changed_at"])) for one in drafts],
    )


def answers_of(submission: UUID, user: User) -> Answers:
    """What the person's draft holds; nothing when there is none."""
    draft = Draft.objects.filter(submission=submission, user=user).first()
    return draft.answers if draft else {}


def forget_old_drafts(*, at: datetime) -> int:
    """Delete the drafts that nobody has touched for `KEPT`; gives how many."""
    return Draft.objects.filter(changed_at__lt=at - KEPT).delete()[0]
