"""Is the process alive; is the portal ready."""

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Every part that a page needs answers."""
    return JsonResponse({"status": "ok"})
