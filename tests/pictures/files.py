"""Files of every kind that somebody may upload as a picture, made on the spot."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ALTS = {"zh-hans": "活动厅", "en": "A hall", "ko": "활동실"}


def saved(image: Image.Image, format_name: str, **options: Any) -> bytes:
    """The image as a file of this format."""
    target = io.BytesIO()
    image.save(target, format_name, **options)
    return target.getvalue()


def drawing(width: int = 800, height: int = 400, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is white."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 30, 20), (0, 0, width // 2, height))
    return image.convert(mode)


def uploaded(content: bytes, name: str = "hall.jpg") -> SimpleUploadedFile:
    """The bytes as a browser sends them, under a name that proves nothing."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny PNG whose header says that it is this large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def moving(format_name: str) -> bytes:
    """Two frames, one after the other."""
    return saved(drawing(), format_name, save_all=True, append_images=[drawing(mode="L").convert("RGB")], duration=100)
