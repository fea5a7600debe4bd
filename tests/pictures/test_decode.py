"""Whatever bytes come in, what comes out is an upright sRGB picture or a refusal with its reason."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image, ImageCms

from commons.pictures.decoding import decode, inspect
from commons.pictures.problems import Problem, UnusablePicture
from tests.pictures.files import drawing, moving, png_that_claims, saved

RED = (200, 30, 20)


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 10_000_000)
    return target.getvalue()


HOSTILE = {
    "an executable": (b"MZ\x90\x00" + b"\x00" * 500, Problem.NOT_A_PICTURE),
    "an ELF program": (b"\x7fELF" + b"\x00" * 500, Problem.NOT_A_PICTURE),
    "a drawing with a script": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        Problem.NOT_A_PICTURE,
    ),
    "a page": (b"<!doctype html><script>alert(1)</script>", Problem.NOT_A_PICTURE),
    "a zip bomb": (zipped(), Problem.NOT_A_PICTURE),
    "nothing": (b"", Problem.NOT_A_PICTURE),
    "a GIF": (saved(drawing(), "GIF"), Problem.NOT_A_PICTURE),
    "a TIFF": (saved(drawing(), "TIFF"), Problem.NOT_A_PICTURE),
    "half a JPEG": (saved(drawing(), "JPEG")[:2000], Problem.BROKEN),
    "half a PNG": (saved(drawing(), "PNG")[:200], Problem.BROKEN),
    "a PNG with less in it than it says": (png_that_claims(4000, 3000), Problem.BROKEN),
    "a decompression bomb": (png_that_claims(60_000, 60_000), Problem.TOO_LARGE),
    "a picture above the limit": (png_that_claims(8000, 7000), Problem.TOO_LARGE),
    "a very long strip": (png_that_claims(1, 40_000), Problem.TOO_LARGE),
    "a moving PNG": (moving("PNG"), Problem.MOVING),
    "a moving WebP": (moving("WEBP"), Problem.MOVING),
    "a moving AVIF": (moving("AVIF"), Problem.MOVING),
}


@pytest.mark.parametrize(("content", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_a_reason(content: bytes, problem: Problem) -> None:
    with pytest.raises(UnusablePicture) as refused:
        decode(content)

    assert refused.value.problem == problem


@pytest.mark.parametrize("flipped", range(40, 1200, 29))
def test_damaged_bytes_give_a_picture_or_a_refusal_and_nothing_else(flipped: int) -> None:
    content = bytearray(saved(drawing(200, 100), "JPEG"))
    content[flipped % len(content)] ^= 0xFF

    with suppress(UnusablePicture):
        assert decode(bytes(content)).mode == "RGB"


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_accepted_format_is_decoded(format_name: str) -> None:
    image = decode(saved(drawing(), format_name))

    assert (image.mode, image.size) == ("RGB", (800, 400))
    assert image.getpixel((10, 10)) == pytest.approx(RED, abs=12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_ends_as_rgb(mode: str) -> None:
    image = Image.new("I;16", (800, 400), 30_000) if mode == "I;16" else drawing(mode=mode)

    assert decode(saved(image, "JPEG" if mode == "CMYK" else "PNG")).mode == "RGB"


def test_sixteen_bits_keep_their_shade() -> None:
    image = Image.new("I;16", (10, 10), 0x8000)

    assert decode(saved(image, "PNG")).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=1)


def test_ink_colours_become_screen_colours() -> None:
    image = Image.new("CMYK", (10, 10), (0, 255, 255, 0))

    assert decode(saved(image, "JPEG", quality=95)).getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=4)


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))

    assert decode(saved(image, "PNG")).getpixel((5, 5)) == (255, 255, 255)


def test_a_transparent_entry_of_a_palette_becomes_white() -> None:
    image = Image.new("P", (10, 10), 0)
    image.putpalette([0, 0, 0, 200, 30, 20])

    assert decode(saved(image, "PNG", transparency=0)).getpixel((5, 5)) == (255, 255, 255)


def test_a_photograph_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    image = decode(saved(drawing(800, 400), "JPEG", exif=exif))

    assert image.size == (400, 800)
    assert image.getpixel((200, 20)) == pytest.approx(RED, abs=12)


def test_nothing_but_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    exif.get_ifd(0x8825)[1] = "N"

    image = decode(saved(drawing(), "JPEG", exif=exif, comment=b"secret"))

    assert image.info == {}
    assert not image.getexif()


def test_a_colour_profile_is_applied() -> None:
    lab_like: Any = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

    image = decode(saved(drawing(), "JPEG", icc_profile=lab_like.tobytes(), quality=95))

    assert image.getpixel((10, 10)) == pytest.approx(RED, abs=6)


def test_a_colour_profile_of_rubbish_is_ignored() -> None:
    image = decode(saved(drawing(), "JPEG", icc_profile=b"rubbish" * 40, quality=95))

    assert image.getpixel((10, 10)) == pytest.approx(RED, abs=6)


def test_a_wide_picture_is_narrowed_in_proportion() -> None:
    assert decode(saved(drawing(4000, 1000), "JPEG")).size == (1600, 400)


def test_the_look_at_the_header_leaves_the_file_at_its_start() -> None:
    file = io.BytesIO(saved(drawing(), "PNG"))

    inspect(file)

    assert file.tell() == 0
