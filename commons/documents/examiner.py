"""A program that looks into a file somebody sent, and says one word about it: fine, dangerous, locked or broken.

It runs by itself (`python -I examiner.py application/pdf < file`), without the portal's settings, with little memory,
little time and no right to write files, so that a file made to break a parser breaks nothing else.
"""

import io
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

FINE, DANGEROUS, LOCKED, BROKEN = "fine", "dangerous", "locked", "broken"
CPU_SECONDS = 10
MEMORY_BYTES = 1024**3
MAX_PIXELS = 80_000_000
"""Decoded at once, four bytes each, this fits into the memory twice."""
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/GoToE", "/RichMediaExecute"}
"""Actions of a PDF (ISO 32000-1, 12.6.4) that run or open something else; links to pages and addresses are not here."""
KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
KINDS = {"/EmbeddedFile", "/FileAttachment", "/RichMedia"}
IN_THE_BYTES = re.compile(
    rb"/S\s*/(?:JavaScript|Launch|ImportData|GoToE|RichMediaExecute)\b"
    rb"|/Type\s*/EmbeddedFile\b|/EmbeddedFiles\s*[<\[\d]"
)
"""The same as text, for objects that one program finds in a damaged PDF and another does not; never as short as `/JS`,
which turns up by chance in every other scan of ten megabytes."""
OTHER_FILES = re.compile(rb"<script|<\?php|<html|<!doctype html|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", re.IGNORECASE)
"""What begins another file inside a picture; long enough that one in ten thousand pictures of ten megabytes has one by
chance."""


def examine(media_type: str, content: bytes) -> str:
    """The word about a file whose first bytes are those of this type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _examine_pdf(content) if media_type == "application/pdf" else _examine_image(media_type, content)
    except Exception:  # noqa: BLE001  (parsers raise what they like on hostile bytes)
        return BROKEN


def _examine_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return LOCKED
    if not len(reader.pages):
        return BROKEN
    if _holds_archive(content) or IN_THE_BYTES.search(_unescaped(content)):
        return DANGEROUS
    return DANGEROUS if any(_acts(found) for found in _dictionaries(reader)) else FINE


def _dictionaries(reader: Any) -> Iterator[Any]:
    """Every dictionary in every object of the file, whether or not a page leads to it."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        waiting = [IndirectObject(number, generation, reader).get_object()]
        while waiting:
            found = waiting.pop()
            if isinstance(found, dict):
                yield found
                waiting += dict.values(found)
            elif isinstance(found, list):
                waiting += list.__iter__(found)


def _acts(found: Any) -> bool:
    return (
        not KEYS.isdisjoint(dict.keys(found))
        or _name(found, "/S") in ACTIONS
        or _name(found, "/Type") in KINDS
        or _name(found, "/Subtype") in KINDS
    )


def _name(found: Any, key: str) -> str:
    value: Any = dict.get(found, key)
    value = value.get_object() if hasattr(value, "get_object") else value
    return value if isinstance(value, str) else ""


def _unescaped(content: bytes) -> bytes:
    """Names of a PDF may write any letter as #xx."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), content)


def _examine_image(media_type: str, content: bytes) -> str:
    from PIL import Image

    formats = (FORMATS[media_type],)
    Image.open(io.BytesIO(content), formats=formats).verify()
    image = Image.open(io.BytesIO(content), formats=formats)
    if image.width * image.height > MAX_PIXELS:
        return BROKEN
    # A JPEG is decoded to its end all the same, in an eighth of the size.
    image.draft(None, (image.width // 8, image.height // 8))
    image.load()
    if b"%PDF-" in content[:1024] or OTHER_FILES.search(content) or _holds_archive(content):
        return DANGEROUS
    return FINE


def _holds_archive(content: bytes) -> bool:
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return bool(archive.infolist())
    return False


def _limit() -> None:
    """Take away what a parser does not need; what the machine cannot limit stays as it is."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(examine(sys.argv[1], sys.stdin.buffer.read()))
