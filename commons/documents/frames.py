"""A document's file on the disk: its content in frames, each a token of its own, so that it is served piece by piece.

    magic (4 bytes) · for each frame: length of the token (4 bytes, big-endian) · the token
    in a token: key of the document (16 bytes) · number of the frame · number of all frames (4 bytes each) · content

Key and numbers are authenticated with the content: a frame cannot be changed, dropped, doubled, moved or taken over
from another document, and a file cut off between two frames is noticed.
"""

import struct
from collections.abc import Iterator
from typing import IO
from uuid import UUID

from commons.documents import cipher

MAGIC = b"HTD1"
FRAME_BYTES = 256 * 1024
"""Content in one frame; what is in memory at a time while a document is served is a few times this."""
_LENGTH = struct.Struct(">I")
_HEADER = struct.Struct(">16sII")
_LONGEST_TOKEN = 2 * FRAME_BYTES


class TamperedFile(Exception):
    """The file is not what was written: frames are missing, moved, foreign, or it was cut off."""


def sealed(content: bytes, *, key: UUID) -> Iterator[bytes]:
    """Yield the pieces of the file that holds this content for the document of this key."""
    count = max(1, -(-len(content) // FRAME_BYTES))
    yield MAGIC
    for number in range(count):
        part = content[number * FRAME_BYTES : (number + 1) * FRAME_BYTES]
        yield from _written(cipher.encrypt(_HEADER.pack(key.bytes, number, count) + part))


def opened(file: IO[bytes], *, key: UUID) -> Iterator[bytes]:
    """Yield the content, frame by frame, each checked before it is given out.

    Raises TamperedFile, or CannotDecrypt when a frame was changed or its key is gone.
    """
    number = count = 0
    for number, token in enumerate(_tokens(file), start=1):
        plain = cipher.decrypt(token)
        owner, index, count = _HEADER.unpack_from(plain)
        if (owner, index) != (key.bytes, number - 1) or index >= count:
            message = f"The file of document {key} has a foreign or misplaced frame."
            raise TamperedFile(message)
        yield plain[_HEADER.size :]
    if not count or number != count:
        message = f"The file of document {key} ends after {number} of {count} frames."
        raise TamperedFile(message)


def is_current(file: IO[bytes]) -> bool:
    """Whether every frame was made with the newest key. Raises TamperedFile."""
    return all(cipher.is_current(token) for token in _tokens(file))


def rotated(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the pieces of the same file in tokens of the newest key. Raises TamperedFile or CannotDecrypt."""
    yield MAGIC
    for token in _tokens(file):
        yield from _written(cipher.rotate(token))


def _written(token: bytes) -> Iterator[bytes]:
    yield _LENGTH.pack(len(token))
    yield token


def _tokens(file: IO[bytes]) -> Iterator[bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        message = "This is not a file of a document."
        raise TamperedFile(message)
    while prefix := file.read(_LENGTH.size):
        length = _LENGTH.unpack(prefix)[0] if len(prefix) == _LENGTH.size else 0
        token = file.read(length) if 0 < length <= _LONGEST_TOKEN else b""
        if not token or len(token) != length:
            message = "The file of a document was cut off or damaged."
            raise TamperedFile(message)
        yield token
