"""Hostile files at the addresses where institutions hand in documents."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.documents.models import Document
from institutions.models import Application, PaperKind
from institutions.services import applying, papers
from tests.documents.files import a_pdf, an_image
from tests.documents.test_at_rest import dump, spellings
from tests.factories import NOON, make_resident
from tests.institutions.applying import make_ready

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXECUTABLE = b"MZ\x90\x00\x03" + b"\x00" * 500


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def person() -> User:
    return make_resident()


@pytest.fixture
def application(person: User) -> Application:
    return make_ready(person)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def address(application: Application) -> str:
    kind = PaperKind.objects.get()
    return reverse("institutions:application_document_add", args=[application.reference, kind.slug])


def a_pdf_with_a_script() -> bytes:
    """A PDF that runs a script as it opens."""
    return a_pdf() + b"\n9 0 obj <</S /JavaScript /JS (app.alert)>> endobj\n"


def a_picture_bomb() -> bytes:
    """A small file that says it is a picture of ten thousand million points."""
    picture = bytearray(an_image("PNG", (1, 1)))
    picture[16:24] = (100_000).to_bytes(4, "big") * 2
    picture[29:33] = zlib.crc32(bytes(picture[12:29])).to_bytes(4, "big")
    return bytes(picture)


def a_zip_bomb() -> bytes:
    """What unpacks to a hundred million zeros, behind the first bytes of an archive."""
    return b"PK\x03\x04" + zlib.compress(b"\x00" * 100_000_000, 9)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("licence.pdf", EXECUTABLE, "cannot read this as a PDF or a picture"),
        ("licence.svg", SVG, "cannot read this as a PDF or a picture"),
        ("licence.png", SVG, "cannot read this as a PDF or a picture"),
        ("licence.pdf", a_zip_bomb(), "cannot read this as a PDF or a picture"),
        ("licence.png", a_picture_bomb(), "damaged, or it has too many pixels"),
        ("licence.pdf", a_pdf_with_a_script(), "holds a script"),
        ("licence.pdf", b"", "empty"),
        ("licence.jpg", an_image() + b"<script>alert(1)</script>", "Another file is hidden"),
    ],
    ids=["executable", "svg", "svg-as-png", "zip-bomb", "picture-bomb", "pdf-script", "empty", "hidden"],
)
def test_a_hostile_file_is_refused_with_a_reason(
    browser: Client, application: Application, name: str, content: bytes, words: str
) -> None:
    held = Document.objects.count()

    response = browser.post(address(application), {"files": SimpleUploadedFile(name, content)})

    assert response.status_code == 200
    assert words in response.content.decode()
    assert Document.objects.count() == held
    assert application.papers.count() == 1


def test_a_claim_of_two_gigabytes_is_turned_away_unread(browser: Client, application: Application) -> None:
    boundary = "----sample"
    response = browser.generic(
        "POST", address(application), b"x", content_type=f"multipart/form-data; boundary={boundary}",
        CONTENT_LENGTH=str(2 * 1024**3),
    )  # fmt: skip

    assert response.status_code in {400, 413}
    assert application.papers.count() == 1


def test_several_files_are_taken_up_to_a_number(browser: Client, application: Application) -> None:
    files = [SimpleUploadedFile(f"page-{number}.png", an_image("PNG")) for number in range(3)]
    assert browser.post(address(application), {"files": files}).status_code == 302
    assert application.papers.count() == 4
    many = [SimpleUploadedFile(f"more-{number}.png", an_image("PNG")) for number in range(7)]

    response = browser.post(address(application), {"files": many})

    assert "There can be at most" in response.content.decode()
    assert application.papers.count() == 4


def test_type_comes_from_the_bytes_and_not_from_the_name(browser: Client, application: Application) -> None:
    browser.post(address(application), {"files": SimpleUploadedFile("licence.pdf", an_image("PNG"))})

    paper = application.papers.order_by("-pk")[0]
    assert paper.document.media_type == "image/png"


@pytest.mark.django_db(transaction=True)
def test_neither_dump_nor_disk_holds_a_byte_of_a_document_or_what_was_handed_in(person: User) -> None:
    application = make_ready(person, purpose="PlantedPurpose")
    picture = an_image("PNG", (321, 123))
    upload = SimpleUploadedFile("planted-name.png", picture)
    papers.add(application=application, kind=PaperKind.objects.get(), uploads=[upload], by=person, at=NOON)
    applying.submit(application=application, by=person, at=NOON)
    # What stands on the row of the application is plain, as a control; the revision of it is not.
    Application.objects.filter(pk=application.pk).update(purpose="Elsewhere")

    written = dump()

    files = [path.read_bytes() for path in Path(settings.PRIVATE_ROOT, "documents").rglob("*") if path.is_file()]
    assert b"Elsewhere" in written
    assert files
    for planted in (picture[:60], b"planted-name", b"PlantedPurpose", b"%PDF-"):
        for spelling in spellings(planted):
            assert spelling not in written
            assert all(spelling not in file for file in files)
