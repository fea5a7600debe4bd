"""Files on their way in: counted, never plain on the disk, refused with their name."""

import io
import os
from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from commons.documents import services
from commons.documents.forms import UploadField
from commons.documents.listing import lines
from commons.documents.models import Document
from commons.documents.uploads import takes_documents
from commons.lib.uploads import SealedTemporaryFile, most_upload_bytes
from tests.documents.files import a_large_pdf, a_pdf, an_image, make_document, uploaded
from tests.factories import NOON

MEGABYTE = 1024 * 1024


class PapersForm(forms.Form):
    """A form as an app would have it."""

    files = UploadField()


@takes_documents
def send(request: HttpRequest) -> HttpResponse:
    """Keep what the form takes."""
    form = PapersForm(request.POST, request.FILES)
    if form.is_valid():
        for file in form.cleaned_data["files"]:
            services.keep(upload=file, by=None, at=timezone.now())
    return HttpResponse(form.errors.as_text())


def send_little(request: HttpRequest) -> HttpResponse:
    """A page that asks for no documents."""
    return HttpResponse(str(sum(file.size for file in request.FILES.values())))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for requests that bring too much, without the portal's shell."""
    return HttpResponse(status=413 if isinstance(exception, RequestDataTooBig) else 400)


urlpatterns = [path("send/", send), path("little/", send_little)]


@pytest.fixture
def sender(client: Client, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return client


@pytest.mark.django_db
def test_several_files_are_kept_at_once(sender: Client) -> None:
    response = sender.post("/send/", {"files": [uploaded(a_pdf(), "a.pdf"), uploaded(an_image(), "b.jpg")]})

    assert response.content == b""
    assert {document.name for document in Document.objects.all()} == {"a.pdf", "b.jpg"}


@pytest.mark.django_db
def test_every_file_that_is_refused_is_named_with_its_reason(sender: Client) -> None:
    files = [uploaded(a_pdf(), "a.pdf"), uploaded(b"MZ-", "b.pdf"), uploaded(b"", "c.pdf")]

    told = sender.post("/send/", {"files": files}).content.decode()

    assert "“b.pdf”: The portal cannot read this as a PDF or a picture. Save it as PDF" in told
    assert "“c.pdf”: The file is empty." in told
    assert "a.pdf" not in told
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_too_many_files_are_refused_in_words(sender: Client) -> None:
    told = sender.post("/send/", {"files": [uploaded(a_pdf(), f"{n}.pdf") for n in range(11)]}).content.decode()

    assert "at most 10 files" in told


def test_what_the_owner_has_already_counts() -> None:
    form = PapersForm({}, MultiValueDict({"files": [uploaded(a_pdf()), uploaded(a_pdf())]}))
    form.fields["files"].held = 9  # type: ignore[attr-defined]

    assert form.errors["files"] == [
        "There can be at most 10 files here. Remove one that is not needed, or put several pages into one PDF."
    ]


def test_no_file_is_refused_unless_the_field_is_optional() -> None:
    assert PapersForm({}, {}).errors["files"] == ["Choose a file."]
    assert UploadField(required=False).clean([]) == []
    assert UploadField(required=False).clean(None) == []


@pytest.mark.django_db
def test_a_large_file_is_never_plain_on_the_disk(sender: Client) -> None:
    content = a_large_pdf(8)
    seen: list[bytes] = []
    close = SealedTemporaryFile.close

    def look(file: SealedTemporaryFile) -> None:
        file._file.seek(0)
        seen.append(file._file.read())
        close(file)

    with patch.object(SealedTemporaryFile, "close", look):
        response = sender.post("/send/", {"files": [uploaded(content, "a.pdf")]})

    assert response.content == b""
    assert b"".join(services.open_content(Document.objects.get())) == content
    assert [len(written) for written in seen] == [len(content)]
    assert not any(content[place : place + 32] in seen[0] for place in range(0, len(content), 65536))


def test_the_sealed_file_reads_from_anywhere() -> None:
    content = os.urandom(100_000)
    file = SealedTemporaryFile()
    for place in range(0, len(content), 7919):
        file.write(content[place : place + 7919])

    assert file.size == len(content)
    for place, size in ((0, -1), (0, 10), (16, 16), (17, 3), (99_990, 50), (100_000, 5), (31, 50_001)):
        file.seek(place)
        assert file.read(size) == (content[place:] if size < 0 else content[place : place + size])
    file.seek(5)
    assert file.read(3) + file.read(40) == content[5:48]
    file.close()
    assert file.closed


@pytest.mark.django_db
def test_ten_files_of_the_largest_size_are_taken(sender: Client, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 3 * MEGABYTE

    response = sender.post("/send/", {"files": [uploaded(a_large_pdf(2.9), f"{n}.pdf") for n in range(10)]})

    assert response.content == b""
    assert Document.objects.count() == 10


@pytest.mark.django_db
def test_a_file_above_the_limit_comes_in_so_that_the_form_can_say_so(sender: Client, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = MEGABYTE

    told = sender.post("/send/", {"files": [uploaded(a_large_pdf(3), "film.pdf")]}).content.decode()

    assert "“film.pdf”: The file is 3.0\xa0MB; it may have at most 1.0\xa0MB." in told


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "megabytes"), [("/send/", 4), ("/little/", 9)])
def test_a_request_that_brings_far_too_much_is_stopped(
    sender: Client, settings: Any, page: str, megabytes: float
) -> None:
    settings.DOCUMENT_MAX_BYTES = MEGABYTE // 4
    settings.PICTURE_MAX_BYTES = 4 * MEGABYTE
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 0

    assert sender.post(page, {"files": [uploaded(a_large_pdf(megabytes), "a.pdf")]}).status_code == 413


def test_a_request_that_claims_to_be_huge_is_turned_away_unread() -> None:
    body = io.BytesIO(b"")
    request = RequestFactory().generic(
        "POST", "/little/", b"", CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH="2000000000", **{"wsgi.input": body},
    )  # fmt: skip

    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


def test_a_page_that_asks_for_no_documents_takes_what_a_picture_weighs(settings: Any) -> None:
    assert most_upload_bytes(None) == 2 * settings.PICTURE_MAX_BYTES


def test_the_control_says_what_is_taken_in_every_language() -> None:
    for language, words in (
        ("en", "10.0\xa0MB each. 10 files at most"),
        ("zh-hans", "最多 10 个"),
        ("ko", "최대 10개"),
    ):
        with override(language):
            page = render_to_string("documents/_upload.html", {"field": PapersForm()["files"]})
        assert words in page
        assert "multiple" in page
        assert "application/pdf" in page
        assert 'aria-describedby="id_files_helptext"' in page


def test_errors_are_tied_to_the_control() -> None:
    page = render_to_string("documents/_upload.html", {"field": PapersForm({}, {})["files"]})

    assert 'aria-invalid="true"' in page
    assert "Choose a file." in page
    assert 'id="id_files_error"' in page


@pytest.mark.django_db
def test_a_list_says_what_each_file_is_and_how_to_remove_it() -> None:
    documents = [make_document(a_pdf(), "계약.pdf"), make_document(an_image(), "b.jpg")]
    services.remove(document=documents[1], at=NOON)
    shown = lines(documents, open_url=lambda d: f"/open/{d.pk}/", remove_url=lambda d: f"/remove/{d.pk}/")

    page = render_to_string("documents/_list.html", {"lines": shown, "csrf_token": "token"})

    assert f'<a href="/open/{documents[0].pk}/">계약.pdf</a>' in page
    assert "PDF · " in page
    assert "added Sun 22 Nov 2026, 12:00" in page
    assert f'action="/remove/{documents[0].pk}/"' in page
    assert 'value="token"' in page
    assert "A removed file" in page
    assert str(documents[1].pk) not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("scan", "words"), [("pending", "Being checked for viruses"), ("refused", "was deleted")])
def test_a_list_says_what_cannot_be_opened_and_why(scan: str, words: str) -> None:
    document = make_document()
    document.scan = scan

    page = render_to_string(
        "documents/_list.html", {"lines": lines([document], open_url=lambda d: "/open/"), "csrf_token": "-"}
    )

    assert words in page
    assert "/open/" not in page
    assert "<button" not in page


@pytest.mark.django_db
def test_inside_a_form_the_buttons_belong_to_it() -> None:
    shown = lines([make_document()], remove_url=lambda d: "/remove/")

    page = render_to_string("documents/_list.html", {"lines": shown, "in_form": True, "csrf_token": "-"})

    assert "<form" not in page
    assert 'formaction="/remove/"' in page


def test_uploads_are_never_handed_on_by_their_path() -> None:
    assert not hasattr(SealedTemporaryFile(), "temporary_file_path")
