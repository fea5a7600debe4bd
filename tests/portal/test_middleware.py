"""What every request goes through before anybody reads it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.middleware import NoNulMiddleware


@pytest.mark.parametrize("query", ["q=a%00b", "q=%00", "%00=1", "q=%%0000", "q=%0%000", "q=%%00%0000", "q=%2500"])
def test_nobody_reads_a_nul_from_an_address(query: str) -> None:
    read: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        read.extend(word for pair in request.GET.items() for word in pair)
        return HttpResponse()

    NoNulMiddleware(answer)(RequestFactory().get("/", QUERY_STRING=query))

    assert read
    assert "\0" not in "".join(read)


def test_what_stands_around_a_nul_is_read() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.GET["q"])

    answered = NoNulMiddleware(answer)(RequestFactory().get("/", QUERY_STRING="q=tea%00house&page=2"))

    assert answered.content == b"tea house"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=%00", "q=%%0000"])
def test_a_list_is_shown_whatever_its_address_holds(client: Client, query: str) -> None:
    assert client.get("/en/events/", QUERY_STRING=query).status_code == 200
