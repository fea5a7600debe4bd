"""What holds for every request and every response."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class PermissionsPolicyMiddleware:
    """Switch off the browser features that the portal never asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class NoNulMiddleware:
    """Read a NUL in what an address asks for as a space: nobody means one, and PostgreSQL takes none in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before anybody reads `request.GET`, which is made of this once. What is left out would let its neighbours
        # meet: `%%0000` without its NUL is another one.
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "%20")
        return self.get_response(request)
