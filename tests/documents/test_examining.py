"""Whatever somebody sends under whatever name: it is a PDF or a picture that is fit to be kept, or it is refused."""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from commons.documents import errors, examination, examiner
from commons.documents.examination import examine, media_type_of
from tests.documents.files import a_pdf, an_image, uploaded

EXECUTABLE = b"MZ\x90\x00" + bytes(400)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("run.exe", EXECUTABLE)
    return target.getvalue()


def pdf_with(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    change(writer)
    return a_pdf(0, writer)


def with_action(name: str, **more: Any) -> bytes:
    """A PDF that does this when it is opened."""
    action = DictionaryObject({NameObject("/S"): NameObject(name)} | {NameObject(f"/{k}"): v for k, v in more.items()})
    return pdf_with(lambda writer: writer._root_object.update({NameObject("/OpenAction"): writer._add_object(action)}))


def add_named_script(writer: PdfWriter) -> None:
    """A script in the document's own table of names."""
    script = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
    scripts = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), writer._add_object(script)])})
    writer._root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


def with_annotation(**entries: Any) -> bytes:
    """A PDF with a mark on its page."""
    mark = DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
    return pdf_with(lambda writer: writer.pages[0].update({NameObject("/Annots"): ArrayObject([mark])}))


def bomb(megabytes: int) -> bytes:
    """A PDF whose one stream becomes very large."""
    import zlib

    packed = zlib.compress(bytes(megabytes * 1024 * 1024), 9)
    body = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
    body += str(len(packed)).encode() + b">>\nstream\n" + packed + b"\nendstream\nendobj\n"
    return body + b"trailer\n<</Root 2 0 R/Size 3>>\nstartxref\n0\n%%EOF"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf(), "application/pdf"),
        (b"\xef\xbb\xbf\r\n" + a_pdf(), "application/pdf"),
        (an_image("JPEG"), "image/jpeg"),
        (an_image("PNG"), "image/png"),
        (an_image("WEBP"), "image/webp"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, media_type: str) -> None:
    assert examine(uploaded(content, "holiday.exe"))[1] == media_type


@pytest.mark.parametrize("content", [EXECUTABLE, SVG, archive(), b"GIF89a" + bytes(60), b"Dear madam,", b"\x00"])
def test_what_is_neither_pdf_nor_picture_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(errors.UnknownType):
        examine(uploaded(content, "contract.pdf"))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(errors.EmptyFile):
        examine(uploaded(b""))


def test_a_file_above_the_limit_is_refused_unread(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 2_000
    upload = UploadedFile(io.BytesIO(), "film.pdf", size=2_000_000_000)

    with pytest.raises(errors.TooLarge) as refusal:
        examine(upload)

    assert "1.9" in str(refusal.value)
    assert refusal.value.advice


def test_a_pdf_of_a_hundred_pages_is_fine() -> None:
    assert examine(uploaded(a_pdf(100)))[1] == "application/pdf"


def test_a_pdf_with_a_link_is_fine() -> None:
    address = TextStringObject("https://developer.example.org/docs/Web/JavaScript")
    link = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): address})

    assert examine(uploaded(with_annotation(Subtype=NameObject("/Link"), A=link)))


DANGEROUS = {
    "a script when it opens": with_action("/JavaScript", JS=TextStringObject("app.alert(1)")),
    "a program to start": with_action("/Launch", F=TextStringObject("cmd.exe")),
    "another file to open": with_action("/GoToE"),
    "values to import": with_action("/ImportData"),
    "a named script": pdf_with(lambda writer: add_named_script(writer)),
    "a file inside": pdf_with(lambda writer: writer.add_attachment("run.exe", EXECUTABLE)),
    "a file pinned to a page": with_annotation(Subtype=NameObject("/FileAttachment")),
    "a script of a mark": with_annotation(AA=DictionaryObject({NameObject("/E"): DictionaryObject({
        NameObject("/S"): NameObject("/JavaScript")})})),
    "a film": with_annotation(Subtype=NameObject("/RichMedia")),
    "a form of another kind": pdf_with(lambda writer: writer._root_object.update(
        {NameObject("/AcroForm"): DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})})),
    "an archive behind it": a_pdf() + archive(),
    "a script written in other letters": with_action("/JavaScript").replace(b"/JavaScript", b"/J#61v#61Script"),
    "a script that no page leads to": pdf_with(lambda writer: writer._add_object(
        DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}))),
    "a script in an object that the table of contents forgets": a_pdf()
    + b"\n9 0 obj <</S /JavaScript /JS (app.alert)>> endobj\n",
}  # fmt: skip


@pytest.mark.parametrize("content", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_a_pdf_that_acts_by_itself_is_refused(content: bytes) -> None:
    with pytest.raises(errors.DangerousPdf):
        examine(uploaded(content))


def test_a_script_in_a_packed_object_is_found() -> None:
    packed = packed_object(b"<</S /JavaScript>>")
    assert b"JavaScript" not in packed

    with pytest.raises(errors.DangerousPdf):
        examine(uploaded(packed))


def packed_object(body: bytes) -> bytes:
    """A PDF of version 1.5 with this object in a compressed stream, and a compressed table of contents."""
    import struct
    import zlib

    objects = [b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]
    text, offsets = b"%PDF-1.5\n", []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    stream = zlib.compress(b"4 0 " + body)
    offsets.append(len(text))
    text += b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(stream)
    text += stream + b"\nendstream\nendobj\n"
    table = b"\x00\x00\x00\x00\x00\xff"
    table += b"".join(struct.pack(">BIB", 1, offset, 0) for offset in offsets[:3])
    table += struct.pack(">BIB", 2, 5, 0) + struct.pack(">BIB", 1, offsets[3], 0)
    begin = len(text)
    table += struct.pack(">BIB", 1, begin, 0)
    packed = zlib.compress(table)
    text += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    return text + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % begin


def test_a_harmless_packed_object_is_fine() -> None:
    assert examine(uploaded(packed_object(b"<</S /GoTo /D [3 0 R /Fit]>>")))


def test_a_pdf_that_opens_with_a_password_only_is_refused() -> None:
    locked = pdf_with(lambda writer: writer.encrypt("secret", algorithm="AES-256"))

    with pytest.raises(errors.LockedPdf):
        examine(uploaded(locked))


def test_a_pdf_that_everybody_may_read_is_fine_though_locked_against_changes() -> None:
    assert examine(uploaded(pdf_with(lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))))


def test_a_script_in_a_locked_but_readable_pdf_is_found() -> None:
    def change(writer: PdfWriter) -> None:
        add_named_script(writer)
        writer.encrypt("", "owner", algorithm="AES-256")

    with pytest.raises(errors.DangerousPdf):
        examine(uploaded(pdf_with(change)))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + bytes(500), a_pdf(0), a_pdf()[:200], bomb(400)])
def test_a_pdf_that_cannot_be_read_is_refused_within_seconds(content: bytes) -> None:
    began = time.monotonic()

    with pytest.raises(errors.BrokenPdf):
        examine(uploaded(content))

    assert time.monotonic() - began < examination.PATIENCE_SECONDS


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(format_name: str) -> None:
    target = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(target, format_name)
    content = target.getvalue()

    with pytest.raises(errors.BrokenImage):
        examine(uploaded(content[: len(content) // 2]))


def test_a_picture_that_claims_to_be_huge_is_refused() -> None:
    from tests.pictures.files import png_that_claims

    with pytest.raises(errors.BrokenImage):
        examine(uploaded(png_that_claims(60_000, 60_000)))


@pytest.mark.parametrize(
    "hidden",
    [archive(), b"<script>alert(1)</script>", b"<?php system($_GET[0]);", b"<!DOCTYPE HTML>", b"Rar!\x1a\x07\x00"],
)
def test_a_picture_that_is_another_file_too_is_refused(hidden: bytes) -> None:
    with pytest.raises(errors.DangerousImage):
        examine(uploaded(an_image("PNG") + hidden))


def test_a_picture_that_is_a_pdf_too_is_refused() -> None:
    with pytest.raises(errors.DangerousImage):
        examine(uploaded(an_image("JPEG", comment=b"%PDF-1.4\n1 0 obj<<>>endobj")))


def test_a_photograph_with_its_place_and_a_second_view_is_fine() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    photograph = an_image("JPEG", exif=exif) + an_image("JPEG")

    assert examine(uploaded(photograph))[0] == photograph


def test_a_file_is_examined_once() -> None:
    upload = uploaded(an_image())
    with patch.object(examination, "_verdict", return_value=examiner.FINE) as asked:
        examine(upload)
        examine(upload)

    asked.assert_called_once()


@pytest.mark.parametrize(
    "program", ["import time; time.sleep(60)", "while True: pass", "x = bytearray(3 * 1024**3); print('fine')"]
)
def test_an_examiner_that_does_not_end_well_keeps_nobody_waiting(
    program: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "examiner.py"
    fake.write_text(
        f"import sys; sys.path.insert(0, {str(examination.Path(examiner.__file__).parent)!r})\n"
        f"import examiner; examiner.CPU_SECONDS = 1; examiner._limit()\n{program}"
    )
    monkeypatch.setattr(examination, "PATIENCE_SECONDS", 3)
    monkeypatch.setattr(examination.examiner, "__file__", str(fake))
    (tmp_path / "examiner").mkdir()

    with pytest.raises(errors.BrokenImage):
        examine(uploaded(an_image()))


def test_the_examiner_may_not_write_files(tmp_path: Any) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(examination.Path(examiner.__file__).parent)!r}); import examiner\n"
        f"examiner._limit(); open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'x' * 10)"
    )

    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)

    assert ended.returncode != 0
    assert (tmp_path / "left").read_bytes() == b""


def test_media_types_are_ours_only() -> None:
    from commons.documents.models import EXTENSIONS

    assert media_type_of(a_pdf()) in EXTENSIONS


def test_every_refusal_says_what_to_do_in_every_language() -> None:
    from django.utils.translation import override

    refusals = [errors.EmptyFile(), errors.TooLarge(20_000_000), errors.TooMany(10), errors.UnknownType()]
    refusals += [errors.DangerousPdf(), errors.LockedPdf(), errors.BrokenPdf(), errors.BrokenImage()]
    refusals += [errors.DangerousImage(), errors.NotAvailable()]
    for refusal in refusals:
        said = set()
        for language in ("en", "zh-hans", "ko"):
            with override(language):
                said.add(f"{refusal} {refusal.advice}")
                assert refusal.advice
        assert len(said) == 3
