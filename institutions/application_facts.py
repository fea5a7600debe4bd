"""Reading everything that the task list of an application is made of."""

from collections.abc import Iterable
from datetime import datetime

from commons.lib.dates import day_in_beijing
from institutions.models import Application, Paper, PaperKind, Request, Terms
from institutions.states import ApplicationState
from institutions.task_list import Facts


def facts_of(application: Application, *, at: datetime) -> Facts:
    """The facts of one application, read with its institution; five statements at most."""
    request = standing_request(application)
    last = application.revisions.order_by("-number").first() if request else None
    return Facts(
        application,
        kinds=list(PaperKind.objects.all()),
        papers=papers_of(application),
        terms=terms_in_force(at),
        asked=tuple(request.items.all()) if request else (),
        handed_in=last.content if last else {},
    )


def standing_request(application: Application) -> Request | None:
    """What was asked of the institution, sent and is not answered, with its items."""
    if application.state != ApplicationState.MORE_ASKED:
        return None
    sent = application.requests.filter(sent_at__isnull=False, answered_at=None)
    return sent.prefetch_related("items__kind").first()


def papers_of(application: Application) -> list[Paper]:
    """Its documents, the replaced ones included, in the order of their kinds."""
    return list(application.papers.select_related("document", "kind").order_by("kind__position", "pk"))


def terms_in_force(at: datetime) -> Terms | None:
    """The version of the terms that holds on the day of the moment, in Beijing."""
    return Terms.objects.filter(in_force_from__lte=day_in_beijing(at)).first()


def standing_papers(papers: Iterable[Paper]) -> list[Paper]:
    """Those that were neither replaced nor removed."""
    return [paper for paper in papers if paper.state != Paper.State.REPLACED and paper.document.removed_at is None]
