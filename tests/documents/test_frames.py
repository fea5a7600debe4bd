"""The file on the disk: whatever is done to it is noticed, and it is read piece by piece."""

import io
import struct
import tracemalloc
import uuid

import pytest

from commons.documents import frames
from commons.documents.cipher import CannotDecrypt
from commons.documents.frames import FRAME_BYTES, MAGIC, TamperedFile, opened, sealed
from commons.documents.models import private_storage
from commons.documents.services import serve
from tests.documents.files import a_large_pdf, make_document

KEY = uuid.UUID(int=1)
CONTENT = bytes(range(256)) * 4096
"""A megabyte, in four frames."""


def frames_of(file: bytes) -> list[bytes]:
    """The frames of a file, each with its length in front."""
    found, place = [], len(MAGIC)
    while place < len(file):
        (length,) = struct.unpack_from(">I", file, place)
        found.append(file[place : place + 4 + length])
        place += 4 + length
    return found


WRITTEN = b"".join(sealed(CONTENT, key=KEY))
FRAMES = frames_of(WRITTEN)
FOREIGN = frames_of(b"".join(sealed(CONTENT, key=uuid.UUID(int=2))))


def content_of(*parts: bytes, magic: bytes = MAGIC) -> bytes:
    return b"".join(opened(io.BytesIO(magic + b"".join(parts)), key=KEY))


@pytest.mark.parametrize("size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES])
def test_what_is_written_is_read(size: int) -> None:
    content = bytes(size)

    assert b"".join(opened(io.BytesIO(b"".join(sealed(content, key=KEY))), key=KEY)) == content


def test_the_file_holds_nothing_of_the_content() -> None:
    assert len(FRAMES) == 4
    assert CONTENT[:64] not in WRITTEN


@pytest.mark.parametrize(
    "parts",
    [
        FRAMES[:3],
        FRAMES[1:],
        [],
        [FRAMES[1], FRAMES[0], *FRAMES[2:]],
        [FRAMES[0], *FRAMES],
        [*FRAMES, FRAMES[3]],
        [*FRAMES[:3], FOREIGN[3]],
        FOREIGN,
        [*FRAMES, b"more"],
        [*FRAMES[:3], FRAMES[3][:-1]],
        [*FRAMES[:3], b"\xff\xff\xff\xff" + FRAMES[3][4:]],
        [*FRAMES[:3], b"\x00\x00\x00\x00"],
    ],
    ids=[
        "last gone", "first gone", "all gone", "moved", "doubled", "last doubled", "one foreign", "all foreign",
        "more behind", "cut off", "length changed", "length nought",
    ],
)  # fmt: skip
def test_a_file_that_was_meddled_with_is_refused(parts: list[bytes]) -> None:
    with pytest.raises(TamperedFile):
        content_of(*parts)


def test_a_changed_frame_is_refused_before_any_of_it_is_given_out() -> None:
    changed = FRAMES[1][:5000] + bytes([FRAMES[1][5000] ^ 1]) + FRAMES[1][5001:]
    pieces = opened(io.BytesIO(MAGIC + FRAMES[0] + changed + b"".join(FRAMES[2:])), key=KEY)

    assert next(pieces) == CONTENT[:FRAME_BYTES]
    with pytest.raises(CannotDecrypt):
        next(pieces)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(TamperedFile):
        content_of(*FRAMES, magic=b"%PDF")


def test_rotating_keeps_content_and_order() -> None:
    rotated = b"".join(frames.rotated(io.BytesIO(WRITTEN)))

    assert rotated != WRITTEN
    assert b"".join(opened(io.BytesIO(rotated), key=KEY)) == CONTENT


@pytest.mark.django_db
def test_serving_ten_megabytes_takes_little_memory() -> None:
    document = make_document(a_large_pdf(9))
    tracemalloc.start()

    served = sum(len(piece) for piece in serve(document, inline=False))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert served == document.size > 9 * 1024 * 1024
    assert peak < 3 * 1024 * 1024


@pytest.mark.django_db
def test_a_file_changed_on_the_disk_is_not_served() -> None:
    document = make_document()
    path = private_storage().path(document.stored_as)
    with open(path, "r+b") as file:  # noqa: PTH123
        file.seek(400)
        file.write(b"????")

    with pytest.raises(CannotDecrypt):
        serve(document, inline=True)


@pytest.mark.django_db
def test_a_file_of_another_document_is_not_served() -> None:
    mine, other = make_document(), make_document()
    mine.stored_as = other.stored_as

    with pytest.raises(TamperedFile):
        serve(mine, inline=True)
