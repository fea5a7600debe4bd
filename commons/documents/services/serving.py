"""Giving the content of a document to somebody who may have it. Who may is for the caller to say."""

from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from commons.documents.errors import NotAvailable
from commons.documents.frames import opened
from commons.documents.models import Document, private_storage

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def open_content(document: Document) -> Iterator[bytes]:
    """Yield the content in pieces of 256 kB, each decrypted and checked before it is given out.

    Raises NotAvailable at once; TamperedFile or CannotDecrypt with the piece that is wrong.
    """
    if not document.is_available:
        raise NotAvailable
    return _content(document)


def serve(document: Document, *, inline: bool) -> StreamingHttpResponse:
    """An answer with the document's content: shown in the browser when `inline`, otherwise downloaded.

    The caller has checked that the person may have it, and logs the access. Raises NotAvailable.
    """
    pieces = open_content(document)
    # The first piece is read now: a file that is gone or changed is an error page, not half an answer.
    first = next(pieces)
    headers = HEADERS | {
        "Content-Type": document.media_type,
        "Content-Length": str(document.size),
        "Content-Disposition": content_disposition_header(not inline, document.name) or "inline",
    }
    return StreamingHttpResponse(chain([first], pieces), headers=headers)


def _content(document: Document) -> Iterator[bytes]:
    with _file(document) as file:
        yield from opened(file, key=document.pk)


def _file(document: Document) -> IO[Any]:
    try:
        return private_storage().open(document.stored_as)
    except FileNotFoundError:
        # A new key gives the file a new name; a row that was read a moment ago may still have the old one.
        stored_as, document.stored_as = document.stored_as, ""
        document.refresh_from_db(fields=["stored_as"])
        if document.stored_as in {"", stored_as}:
            raise
        return private_storage().open(document.stored_as)
