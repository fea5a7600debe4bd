"""Stopping an upload that is far too big while it still comes in, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

PATIENCE = 2
"""Files up to so many times the limit are taken in whole, so that the form can say what is wrong with them."""


class LimitedUploadHandler(FileUploadHandler):
    """The first of `FILE_UPLOAD_HANDLERS`: counts the bytes of all files in a request and passes them on."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's own signature
        """Pass the bytes on, unless there are too many by now."""
        self.received += len(raw_data)
        if self.received > PATIENCE * settings.PICTURE_MAX_BYTES:
            message = "The files of this request are larger than a picture may be."
            raise RequestDataTooBig(message)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
