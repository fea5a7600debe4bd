"""What a file really is, from its bytes alone, and whether it is fit to be kept.

The bytes are kept as they came, with the place and time that a camera wrote into them: what somebody sends may be
evidence. That is why documents are never shown in public.
"""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File

from commons.documents import examiner
from commons.documents.errors import (
    BrokenImage,
    BrokenPdf,
    DangerousImage,
    DangerousPdf,
    EmptyFile,
    LockedPdf,
    TooLarge,
    UnknownType,
    UnusableFile,
)

PATIENCE_SECONDS = 30
"""For so long the examiner may run by the clock; its share of the processor is less (examiner.CPU_SECONDS)."""
REFUSALS: dict[str, dict[str, type[UnusableFile]]] = {
    "pdf": {examiner.DANGEROUS: DangerousPdf, examiner.LOCKED: LockedPdf, examiner.BROKEN: BrokenPdf},
    "image": {examiner.DANGEROUS: DangerousImage, examiner.BROKEN: BrokenImage},
}
logger = logging.getLogger(__name__)


def examine(upload: File[Any]) -> tuple[bytes, str]:
    """The whole content of the file, and its media type. Raises a subclass of UnusableFile.

    A file is looked into once, however often it is asked about: first by the form, then when it is kept.
    """
    if not upload.size:
        raise EmptyFile
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        raise TooLarge(upload.size)
    upload.seek(0)
    content = upload.read()
    known: str = getattr(upload, "examined_as", "")
    if not known:
        known = media_type_of(content)
        refuse_unless_fit(content, known)
        upload.examined_as = known  # type: ignore[attr-defined]
    return content, known


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


def refuse_unless_fit(content: bytes, media_type: str) -> None:
    """Have the examiner look into the content. Raises a subclass of UnusableFile."""
    verdict = _verdict(content, media_type)
    refusals = REFUSALS["pdf" if media_type == "application/pdf" else "image"]
    if verdict != examiner.FINE:
        raise refusals.get(verdict, refusals[examiner.BROKEN])


def _verdict(content: bytes, media_type: str) -> str:
    program = [sys.executable, "-I", str(Path(examiner.__file__)), media_type]
    try:
        ended = subprocess.run(
            program, input=content, capture_output=True, timeout=PATIENCE_SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("A file of %s bytes (%s) took too long to examine", len(content), media_type)
        return examiner.BROKEN
    if ended.returncode:
        logger.warning("The examiner ended with %s: %s", ended.returncode, ended.stderr[-500:].decode(errors="replace"))
    return ended.stdout.decode(errors="replace") or examiner.BROKEN
