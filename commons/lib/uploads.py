"""Files while they come in: counted, so that nobody fills the disk, and never plain on it."""

import os
import tempfile
from collections.abc import Callable
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest

PATIENCE = 2
"""A file up to so many times the limit is taken in whole, so that the form can say what is wrong with it."""
BLOCK_BYTES = 16
"""Of AES."""
View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most: Callable[[], int]) -> Callable[[View], View]:
    """Mark a view whose forms may send more than a picture: `most()` bytes in all, in one request."""

    def mark(view: View) -> View:
        view.most_upload_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


def most_upload_bytes(request: HttpRequest | None) -> int:
    """How many bytes the files of a request may have together; enough for one picture unless its view is marked."""
    view = getattr(getattr(request, "resolver_match", None), "func", None)
    most: Callable[[], int] | None = getattr(view, "most_upload_bytes", None)
    return most() if most else PATIENCE * settings.PICTURE_MAX_BYTES


class LimitedUploadHandler(FileUploadHandler):
    """The first of `FILE_UPLOAD_HANDLERS`: counts the bytes of all files in a request and passes them on."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.most = most_upload_bytes(request)

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's own signature
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        *_boundary_and_encoding: Any,
        **_same_by_name: Any,
    ) -> None:
        """Turn a request away that says beforehand that it is too large."""
        if content_length > self.most + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's own signature
        """Pass the bytes on, unless there are too many by now."""
        self.received += len(raw_data)
        if self.received > self.most:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""

    def _refuse(self) -> None:
        message = "The files of this request are larger than this page takes."
        raise RequestDataTooBig(message)


class SealedTemporaryFile:
    """A file without a name, encrypted with a key that only this object knows: what is left of it says nothing.

    AES-256 in counter mode: the key is used for this one file, which is written once, from its start to its end.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - closed by close()
        self._algorithm = AES256(os.urandom(32))
        self._written = self._applied_from(0)
        self._end = 0

    def write(self, content: bytes) -> int:
        """Add to the end."""
        self._end += self._file.write(self._written.update(content))
        return len(content)

    def read(self, size: int = -1) -> bytes:
        """Read from where the file stands."""
        begin = self._file.tell()
        skipped = begin % BLOCK_BYTES
        stream = self._applied_from(begin // BLOCK_BYTES)
        stream.update(bytes(skipped))
        return stream.update(self._file.read(size))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere to read."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where the file stands."""
        return self._file.tell()

    def close(self) -> None:
        """Forget the file; it has no name by which it could be opened again."""
        self._file.close()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._file.closed

    @property
    def size(self) -> int:
        """In bytes."""
        return self._end

    def _applied_from(self, block: int) -> Any:
        return Cipher(self._algorithm, CTR(block.to_bytes(BLOCK_BYTES, "big"))).encryptor()


class SealedUploadHandler(TemporaryFileUploadHandler):
    """The last of `FILE_UPLOAD_HANDLERS`: files that are too large for the memory wait on the disk, encrypted."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        sealed: Any = SealedTemporaryFile()
        self.file = UploadedFile(  # type: ignore[assignment]
            sealed, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """Drop what has come in."""
        if hasattr(self, "file"):
            self.file.close()
