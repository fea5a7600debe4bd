"""Calendar files as RFC 5545 writes them: text values with escapes, lines folded at 75 octets.

A writer of its own, because every registration writes such a file behind the lock of its activity.
"""

from collections.abc import Iterable

LONGEST = 75
"""Octets on one line, RFC 5545, 3.1."""
_ESCAPES = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n"}
# A calendar file knows no control characters; those that separate lines are turned into "\n" before.
_ESCAPES |= {code: "" for code in (*range(32), 127) if code != ord("\n")}


def escaped(text: str) -> str:
    """The text as a property's value (RFC 5545, 3.3.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)


def calendar_file(lines: Iterable[str]) -> bytes:
    """The file of these content lines."""
    return b"".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """The line with its end, over as many lines as it takes; no character is cut in two."""
    parts, room = [], LONGEST
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(line[:cut])
        # A continued line begins with a space, which counts.
        line, room = line[cut:], LONGEST - 1
    return b"\r\n ".join([*parts, line]) + b"\r\n"
