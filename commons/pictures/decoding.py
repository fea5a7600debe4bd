"""From the bytes somebody sent to an upright picture in sRGB, or a refusal. Nothing in the file is trusted.

Pillow's decoders raise errors of many kinds on hostile bytes; whatever they raise, the file is broken.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.conf import settings
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from commons.pictures.problems import Problem, UnusablePicture

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_SIDE = 16_383
"""The longest side that WebP and AVIF can both hold."""
MAX_WIDTH = 1600
STILL_WITH_FRAMES = ("MPO",)
"""Photographs that carry a second view or a preview beside the picture itself."""
EIGHT_BIT_MODES = ("L", "LA", "RGB", "RGBA", "CMYK")


def inspect(file: IO[bytes]) -> None:
    """Refuse what its header alone shows to be unusable; nothing is decoded, so any size is safe to ask about."""
    file.seek(0)
    with _decoding():
        _opened(file)
    file.seek(0)


def decode(content: bytes) -> Image.Image:
    """Return the picture upright, in sRGB without transparency, at most `MAX_WIDTH` wide, with nothing but pixels.

    Raises UnusablePicture.
    """
    with _decoding():
        _opened(io.BytesIO(content)).verify()
        image = _opened(io.BytesIO(content))
        image.load()
        profile = image.info.get("icc_profile")
        ImageOps.exif_transpose(image, in_place=True)
        image = _in_srgb(_on_white(_narrowed(_in_eight_bits(image))), profile)
        image.info.clear()
        return image


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UnusablePicture, MemoryError):
        raise
    except UnidentifiedImageError as error:
        raise UnusablePicture(Problem.NOT_A_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise UnusablePicture(Problem.TOO_LARGE) from error
    except Exception as error:
        raise UnusablePicture(Problem.BROKEN) from error


def _opened(file: IO[bytes]) -> Image.Image:
    image = Image.open(file, formats=FORMATS)
    width, height = image.size
    if width * height > settings.PICTURE_MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise UnusablePicture(Problem.TOO_LARGE)
    if getattr(image, "n_frames", 1) > 1 and image.format not in STILL_WITH_FRAMES:
        raise UnusablePicture(Problem.MOVING)
    return image


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in EIGHT_BIT_MODES and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _narrowed(image: Image.Image) -> Image.Image:
    return resized(image, MAX_WIDTH) if image.width > MAX_WIDTH else image


def resized(image: Image.Image, width: int) -> Image.Image:
    """Return the picture this wide, its height in proportion."""
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    # A profile that cannot be read is as good as none.
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        if profile:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}[source.profile.xcolor_space.strip()]
            pixels = image if image.mode == mode else image.convert(mode)
            managed = ImageCms.profileToProfile(pixels, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return managed or image.convert("RGB")
    return image.convert("RGB")
