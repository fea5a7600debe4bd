"""The person's pages."""

from django.http import HttpRequest, HttpResponse


def privacy_notice(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
