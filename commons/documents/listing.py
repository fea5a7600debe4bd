"""Documents as a page lists them: each with the addresses at which this page's owner opens and removes them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commons.documents.models import Document


@dataclass(frozen=True)
class Line:
    """One document in a list; an empty address leaves the link or the button out."""

    document: Document
    open_url: str = ""
    remove_url: str = ""


def lines(
    documents: Iterable[Document],
    *,
    open_url: Callable[[Document], str] | None = None,
    remove_url: Callable[[Document], str] | None = None,
) -> list[Line]:
    """What `documents/_list.html` needs. What cannot be opened now gets no address to open it."""
    return [
        Line(
            document,
            open_url=open_url(document) if open_url and document.is_available else "",
            remove_url=remove_url(document) if remove_url and document.removed_at is None else "",
        )
        for document in documents
    ]
