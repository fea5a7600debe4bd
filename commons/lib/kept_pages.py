"""Rendered pages and the two shelves that hold them: one in the process, one in Valkey for all processes."""

import gzip
import hashlib
import json
import logging
import re
import secrets
import struct
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, TypeVar

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

NO_VERSION = b"0"
VERSION_KEY = "hometown:public-version"
PATIENCE = 0.25
"""Seconds that a page waits for Valkey."""
BREAK = 2.0
"""Seconds without asking again after Valkey did not answer."""
HANDOVER = 2.0
"""Seconds that a page whose time is up may still be shown while one request renders it anew."""
_LENGTHS = struct.Struct(">II")
_QUALITY = re.compile(r"^\s*([\w*-]+)\s*(?:;\s*q=([\d.]+))?\s*$")


@lru_cache(maxsize=256)
def preferred_encoding(accepted: str) -> str:
    """`br`, `gzip` or `identity`: the smallest that an Accept-Encoding header allows (RFC 9110, 12.5.3)."""
    qualities = {
        match[1].lower(): float(match[2] or 1) for part in accepted.split(",") if (match := _QUALITY.match(part))
    }
    anything_else = qualities.get("*", 0.0)
    for encoding in ("br", "gzip"):
        if qualities.get(encoding, anything_else) > 0:
            return encoding
    return "identity"


@dataclass(frozen=True)
class Page:
    """A rendered page, compressed once. `version` is what the public pages stood at before it was rendered.

    A page that is not kept holds its plain `body`, and is compressed as the one who asked for it wants it.
    """

    version: bytes
    expires_at: float
    headers: tuple[tuple[str, str], ...]
    tag: str
    brotli: bytes = b""
    gzipped: bytes = b""
    body: bytes = b""
    is_retiring: bool = False
    """Whether its time was up, and it is shown only while its successor is rendered."""

    @classmethod
    def of(cls, response: HttpResponse, *, version: bytes | None, expires_at: float) -> "Page":
        """The page that a response holds, ready to be kept; without a version, to be answered with once."""
        body = response.content
        if version is None:
            return cls(b"", expires_at, _headers(response), _tag(body), body=body)
        return cls(
            version=version,
            expires_at=expires_at,
            headers=_headers(response),
            tag=_tag(body),
            brotli=_as_brotli(body),
            gzipped=_as_gzip(body),
        )

    @cached_property
    def size(self) -> int:
        """Roughly how many bytes of memory it takes."""
        return len(self.brotli) + len(self.gzipped) + sum(len(name) + len(value) for name, value in self.headers) + 1024

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The response to this request: whole, without a body for HEAD, or "not modified"."""
        encoding = preferred_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f'"{self.tag}"' if encoding == "identity" else f'"{self.tag}-{encoding}"'
        if self._is_known(tag, request.META.get("HTTP_IF_NONE_MATCH", "")):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        else:
            response = self._whole(encoding, without_body=request.method == "HEAD")
        response["ETag"] = tag
        for name, value in self.headers:
            if response.status_code == 200 or name in {"Cache-Control", "Vary"}:
                response[name] = value
        return response

    def _whole(self, encoding: str, *, without_body: bool) -> HttpResponse:
        body = self._body(encoding)
        response = HttpResponse(b"" if without_body else body)
        response["Content-Length"] = str(len(body))
        if encoding != "identity":
            response["Content-Encoding"] = encoding
        return response

    def _body(self, encoding: str) -> bytes:
        if encoding == "br":
            return self.brotli or _as_brotli(self.body)
        if encoding == "gzip":
            return self.gzipped or _as_gzip(self.body)
        return self.body or gzip.decompress(self.gzipped)

    @staticmethod
    def _is_known(tag: str, header: str) -> bool:
        return bool(header) and any(known == "*" or known.removeprefix("W/") == tag for known in parse_etags(header))

    def pack(self) -> bytes:
        """The page as Valkey keeps it."""
        about = json.dumps([self.version.decode(), self.expires_at, self.headers, self.tag]).encode()
        return _LENGTHS.pack(len(about), len(self.brotli)) + about + self.brotli + self.gzipped

    @classmethod
    def unpack(cls, packed: bytes) -> "Page":
        """The page that `pack` put together."""
        about_length, brotli_length = _LENGTHS.unpack_from(packed)
        body_at = _LENGTHS.size + about_length
        version, expires_at, headers, tag = json.loads(packed[_LENGTHS.size : body_at])
        return cls(
            version=version.encode(),
            expires_at=expires_at,
            headers=tuple((name, value) for name, value in headers),
            tag=tag,
            brotli=packed[body_at : body_at + brotli_length],
            gzipped=packed[body_at + brotli_length :],
        )


def _headers(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in response.items() if name != "Content-Length")


def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:24]


def _as_brotli(body: bytes) -> bytes:
    return brotli.compress(body, quality=5, mode=brotli.MODE_TEXT)


def _as_gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


class ProcessShelf:
    """The pages of one process: the least recently used go first when there are too many or too heavy ones."""

    def __init__(self, *, most: int = 512, heaviest: int = 8 * 1024 * 1024) -> None:
        self.most, self.heaviest = most, heaviest
        self.weight = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, address: str) -> Page | None:
        """The page, unless it has expired; whether its version still holds is for the caller to see."""
        with self._lock:
            page = self._pages.get(address)
            if page is None:
                return None
            if page.expires_at <= time.time():
                self._retire(address, page)
                return None
            self._pages.move_to_end(address)
            return page

    def keep(self, address: str, page: Page) -> None:
        """Put a page on the shelf in place of its older self."""
        with self._lock:
            self._drop(address)
            self._pages[address] = page
            self.weight += page.size
            while len(self._pages) > self.most or self.weight > self.heaviest:
                self._drop(next(iter(self._pages)))

    def _retire(self, address: str, page: Page) -> None:
        """Let one request render the page anew; those that come meanwhile get the old one, for a moment longer."""
        if page.is_retiring:
            self._drop(address)
        else:
            self._pages[address] = replace(page, expires_at=time.time() + HANDOVER, is_retiring=True)

    def _drop(self, address: str) -> None:
        page = self._pages.pop(address, None)
        if page is not None:
            self.weight -= page.size


class SharedShelf:
    """The pages of all processes and the version of the public pages, in Valkey. No method ever raises."""

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 1)
        )
        self._silent_until = 0.0

    def version(self) -> bytes | None:
        """What the public pages stand at now; None while Valkey is gone."""
        return self._ask(lambda: self._client.get(VERSION_KEY) or NO_VERSION, default=None)

    def version_and_page(self, address: str) -> tuple[bytes | None, Page | None]:
        """The version, and the page if a process has kept it in this version; in one round trip."""
        found: list[bytes | None] = self._ask(lambda: self._client.mget(VERSION_KEY, _key(address)), default=[])
        if not found:
            return None, None
        version = found[0] or NO_VERSION
        page = _readable(found[1])
        return version, page if page and page.version == version and page.expires_at > time.time() else None

    def keep(self, address: str, page: Page) -> None:
        """Give the page to the other processes, for as long as it lives."""
        milliseconds = int((page.expires_at - time.time()) * 1000)
        if milliseconds > 0:
            self._ask(lambda: self._client.set(_key(address), page.pack(), px=milliseconds), default=None)

    def raise_version(self) -> None:
        """Make every kept page outdated. A version is never used twice, even when Valkey lost the last one."""
        try:
            self._client.set(VERSION_KEY, secrets.token_hex(8))
        except (RedisError, OSError):
            logger.warning("Valkey did not take the new version of the public pages; they expire by themselves.")

    def _ask(self, question: Callable[[], Any], *, default: Answer) -> Any | Answer:
        if time.monotonic() < self._silent_until:
            return default
        try:
            return question()
        except (RedisError, OSError) as error:
            self._silent_until = time.monotonic() + BREAK
            logger.warning("Public pages are rendered without Valkey for %s s: %s", BREAK, error)
            return default


def _key(address: str) -> str:
    return f"hometown:page:{hashlib.sha256(address.encode()).hexdigest()[:40]}"


def _readable(packed: bytes | None) -> Page | None:
    """The page, unless there is none or an older release packed it in another way."""
    try:
        return Page.unpack(packed) if packed else None
    except (ValueError, struct.error):
        return None
