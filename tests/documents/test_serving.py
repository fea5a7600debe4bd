"""A served document cannot do anything in the portal's name, and is kept by nobody on its way."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from django.urls import path

from commons.documents.models import Document, private_storage
from commons.documents.services import serve
from tests.documents.files import a_pdf, an_image, make_document

pytestmark = pytest.mark.django_db


def show(request: HttpRequest) -> HttpResponseBase:
    """Serve the only document."""
    return serve(Document.objects.get(), inline="inline" in request.GET)


urlpatterns = [path("document/", show)]


@pytest.fixture
def served(client: Client, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return client


def test_the_headers_leave_a_browser_nothing_to_guess_or_to_run(served: Client) -> None:
    document = make_document()

    response = served.get("/document/?inline")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(document.size)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Content-Disposition"] == 'inline; filename="contract.pdf"'
    assert b"".join(response.streaming_content) == a_pdf()  # type: ignore[attr-defined]


def test_a_download_carries_its_name_in_any_script(served: Client) -> None:
    make_document(an_image(), '계약서 "최종".jpg')

    disposition = served.get("/document/").headers["Content-Disposition"]

    assert disposition.startswith("attachment; filename*=utf-8''")
    assert "%EA%B3%84" in disposition
    assert '"' not in disposition


def test_a_file_that_got_a_new_key_a_moment_ago_is_found() -> None:
    document = make_document()
    stale = Document.objects.get(pk=document.pk)
    with private_storage().open(document.stored_as) as file:
        renamed = private_storage().save(document.stored_as + "0", file)
    Document.objects.update(stored_as=renamed)
    private_storage().delete(document.stored_as)

    assert b"".join(serve(stale, inline=True)) == a_pdf()


def test_a_file_that_is_gone_is_an_error_and_not_half_an_answer() -> None:
    document = make_document()
    private_storage().delete(document.stored_as)

    with pytest.raises(FileNotFoundError):
        serve(document, inline=True)
