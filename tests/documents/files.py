"""Files of every kind that somebody may send, made on the spot."""

import io
import os
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import StreamObject

from commons.documents.models import Document
from commons.documents.services import keep
from tests.factories import NOON


def uploaded(content: bytes, name: str = "contract.pdf") -> SimpleUploadedFile:
    """The bytes as a browser sends them, under a name and a type that prove nothing."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def a_pdf(pages: int = 1, writer: PdfWriter | None = None) -> bytes:
    """A PDF of blank pages, or of what the writer holds."""
    writer = writer or PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def a_large_pdf(megabytes: float) -> bytes:
    """A PDF with so many random bytes in it, as a scan has."""
    scan = StreamObject()
    scan.set_data(os.urandom(int(megabytes * 1024 * 1024)))
    writer = PdfWriter()
    writer._add_object(scan)
    return a_pdf(1, writer)


def an_image(format_name: str = "JPEG", size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """A grey picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "grey").save(target, format_name, **options)
    return target.getvalue()


def make_document(content: bytes | None = None, name: str = "contract.pdf", **fields: Any) -> Document:
    """A document that is kept, a PDF of one page unless said otherwise."""
    upload = uploaded(a_pdf() if content is None else content, name)
    return keep(upload=upload, **{"by": None, "at": NOON} | fields)
