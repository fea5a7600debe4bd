"""What a file really is, from its bytes alone, and whether it is safe to keep."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File

from commons.documents.errors import EmptyFile, TooLarge, UnknownType


@dataclass(frozen=True)
class Examined:
    """A file that was found to be in order."""

    content: bytes
    media_type: str


def media_type_of(content: bytes) -> str:
    """The media type that the first bytes tell, one of EXTENSIONS. Raises EmptyFile or UnknownType."""
    if not content:
        raise EmptyFile
    if content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:5] == b"%PDF-":
        return "application/pdf"
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise UnknownType


def examine(upload: File[Any]) -> Examined:
    """Read the file whole and look into it. Raises a subclass of UnusableFile."""
    if not upload.size:
        raise EmptyFile
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        raise TooLarge(upload.size)
    upload.seek(0)
    content = upload.read()
    return Examined(content, media_type_of(content))
