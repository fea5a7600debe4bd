"""Serving renditions. A web server in front may serve the same folder; nothing else is in it."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

RENDITION = re.compile(r"pictures/[0-9a-f-]{36}/[0-9a-f]{16}-[0-9]{1,4}\.(avif|webp|jpg)", re.ASCII)
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def media(_request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture's rendition, and nothing else. Its name holds a hash of its content, so it may be kept for ever."""
    asked = RENDITION.fullmatch(path)
    if asked is None:
        raise Http404
    try:
        file = default_storage.open(path)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type=CONTENT_TYPES[asked[1]])
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    return response
