"""The shell's own pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def choose_language(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/en/")


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def sitemap(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def media(request: HttpRequest, path: str) -> HttpResponse:
    return HttpResponse(path)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
