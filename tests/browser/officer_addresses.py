"""The addresses of the officers' desk, one of every kind of page, in the sample."""

from collections.abc import Iterator

from institutions.models import Application, LetterTemplate


def review_paths() -> Iterator[str]:
    """The queue, and an application in each state with what is done there."""
    by_state = {one.state: one for one in Application.objects.handed_in().order_by("-pk")}
    base = "desk/institutions/applications/"
    yield from ("desk/", base, f"{base}?tab=over", f"{base}?q=zzzzzz", f"{base}statistics/")
    yield f"{base}statistics/rows/?stage=submitted"
    yield from (f"{base}{one.reference}/" for one in by_state.values())
    reviewed, recommended = by_state["in-review"], by_state["recommended"]
    yield from (f"{base}{reviewed.reference}/{act}/" for act in ("recommend", "ask", "letter"))
    yield f"{base}{reviewed.reference}/documents/{reviewed.papers.all()[0].document_id}/review/"
    yield from (f"{base}{recommended.reference}/{act}/" for act in ("approve", "send-back", "compare"))
    yield from (f"{base}letters/", f"{base}letters/add/", f"{base}letters/{LetterTemplate.objects.all()[0].slug}/")
