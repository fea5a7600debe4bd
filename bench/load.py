"""A small HTTP client that asks as fast as the server answers, over connections that stay open or that do not."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Ask:
    """One request to send: method, path, headers and body."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class Result:
    """What came back: how many answers of each status, and the seconds that each took."""

    seconds: float
    statuses: dict[int, int]
    times: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time in milliseconds that this share of the answers did not exceed."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def _message(ask: Ask, host: str) -> bytes:
    lines = {"Host": host, "Accept-Encoding": "gzip", "Content-Length": str(len(ask.body or b""))} | ask.headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{ask.method} {ask.path} HTTP/1.1\r\n{head}\r\n".encode() + (ask.body or b"")


def _answer(connection: socket.socket) -> int:
    """Read one whole answer; return its status."""
    seen = b""
    while (end := seen.find(b"\r\n\r\n")) < 0:
        seen += _more(connection)
    length = LENGTH.search(seen, 0, end)
    if length:
        wanted = end + 4 + int(length[1])
        while len(seen) < wanted:
            seen += _more(connection)
    else:
        while not seen.endswith(b"0\r\n\r\n"):
            seen += _more(connection)
    return int(seen[9:12])


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        message = "the server closed the connection"
        raise ConnectionError(message)
    return part


class _Line:
    """A connection to the server: one that stays open, or a new one for each request."""

    def __init__(self, origin: str, *, stays_open: bool) -> None:
        self.address = urlsplit(origin)
        self.stays_open = stays_open
        self.connection: socket.socket | None = None

    def status_of(self, ask: Ask) -> int:
        """Send the request and read the whole answer; its status."""
        if self.connection is None:
            host, port = self.address.hostname or "127.0.0.1", self.address.port or 80
            self.connection = socket.create_connection((host, port), timeout=60)
        self.connection.sendall(_message(ask, self.address.netloc))
        status = _answer(self.connection)
        if not self.stays_open:
            self.close()
        return status

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _client(line: _Line, asks: Iterable[Ask], stop: Callable[[], bool], into: list[tuple[int, float]]) -> None:
    with contextlib.closing(line):
        for ask in asks:
            if stop():
                break
            began = time.perf_counter()
            status = line.status_of(ask)
            into.append((status, time.perf_counter() - began))


def run(
    origin: str, streams: list[Iterable[Ask]], seconds: float | None = None, *, stays_open: bool = True
) -> Result:  # fmt: skip
    """Let each stream of requests be sent by a client of its own, until the streams or the seconds are over.

    With `stays_open` off each request comes over a connection of its own, as from as many people: a connection that
    stays open stays with the web process that took it, so few of them may leave the other processes idle.
    """
    seen: list[list[tuple[int, float]]] = [[] for _ in streams]
    began = time.perf_counter()

    def is_over() -> bool:
        return seconds is not None and time.perf_counter() - began > seconds

    threads = [
        threading.Thread(target=_client, args=(_Line(origin, stays_open=stays_open), stream, is_over, into))
        for stream, into in zip(streams, seen, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [answer for into in seen for answer in into]
    statuses: dict[int, int] = {}
    for status, _ in answers:
        statuses[status] = statuses.get(status, 0) + 1
    return Result(time.perf_counter() - began, statuses, [taken for _, taken in answers])
