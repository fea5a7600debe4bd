"""Reading everything that the task list of an application is made of."""

from collections.abc import Iterable
from datetime import datetime

from commons.lib.dates import day_in_beijing
from institutions.models import Application, Paper, PaperKind, RequestItem, Task, Terms
from institutions.states import ApplicationState
from institutions.task_list import Facts


def facts_of(application: Application, *, at: datetime) -> Facts:
    """The facts of one application, read with its institution; four statements at most."""
    kinds = list(PaperKind.objects.all())
    asked = _asked(application, kinds)
    last = application.revisions.order_by("-number").first() if asked else None
    has_terms_open = application.state == ApplicationState.DRAFT or any(item.task == Task.TERMS for item in asked)
    return Facts(
        application,
        kinds=kinds,
        papers=papers_of(application),
        terms=terms_in_force(at) if has_terms_open else None,
        asked=asked,
        handed_in=last.content if last else {},
    )


def _asked(application: Application, kinds: Iterable[PaperKind]) -> tuple[RequestItem, ...]:
    """What was asked of the institution, sent and is not answered; each with its request and its kind of document."""
    if application.state != ApplicationState.MORE_ASKED:
        return ()
    known = {kind.pk: kind for kind in kinds}
    sent = RequestItem.objects.filter(
        request__application=application, request__sent_at__isnull=False, request__answered_at=None
    )
    items = tuple(sent.select_related("request"))
    for item in items:
        item.kind = known.get(item.kind_id) if item.kind_id else None
    return items


def papers_of(application: Application) -> list[Paper]:
    """Its documents, the replaced ones included, in the order of their kinds."""
    return list(application.papers.select_related("document", "kind").order_by("kind__position", "pk"))


def terms_in_force(at: datetime) -> Terms | None:
    """The version of the terms that holds on the day of the moment, in Beijing."""
    return Terms.objects.filter(in_force_from__lte=day_in_beijing(at)).first()


def standing_papers(papers: Iterable[Paper]) -> list[Paper]:
    """Those that were neither replaced nor removed."""
    return [paper for paper in papers if paper.state != Paper.State.REPLACED and paper.document.removed_at is None]
