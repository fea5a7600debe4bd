"""The sizes and formats in which browsers get a picture."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image

from commons.pictures.decoding import resized

WIDTHS = (320, 640, 960, 1280, 1600)
ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 60, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}
RECIPE = "1"
"""Part of every content hash: raise it when the encoders or the widths change, and all names change with it."""


def widths_for(width: int) -> list[int]:
    """The widths to make of a picture this wide, ascending; none is wider than the picture."""
    return [step for step in WIDTHS if step < width] + [min(width, WIDTHS[-1])]


def encoded(image: Image.Image) -> Iterator[tuple[int, str, bytes]]:
    """Yield every rendition as its width, its extension and its bytes, the widest first."""
    for width in reversed(widths_for(image.width)):
        image = image if image.width == width else resized(image, width)
        for extension, (format_name, options) in ENCODERS.items():
            target = io.BytesIO()
            image.save(target, format_name, **options)
            yield width, extension, target.getvalue()
