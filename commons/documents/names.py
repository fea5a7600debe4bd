"""File names as people give them, made harmless: they are shown, and offered again when the file is downloaded."""

import unicodedata
from pathlib import PurePosixPath

from commons.documents.models import EXTENSIONS

LONGEST = 150
"""In characters, ending included."""


def clean_name(name: str, media_type: str) -> str:
    """The last part of the name without what cannot be seen, its ending that of the type that the file really has.

    Composed (NFC): a Mac writes Korean names in single letters.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    # Cc and Cf: control characters, and marks that turn the direction, which make "gpj.exe" look like "exe.jpg".
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    plain = " ".join(seen.split()).strip(". ")
    endings = EXTENSIONS[media_type]
    ending = PurePosixPath(plain).suffix
    if ending.lower() not in endings:
        ending = endings[0]
        plain += ending
    stem = plain[: -len(ending)] or "document"
    return stem[: LONGEST - len(ending)] + ending
