"""A private PostgreSQL 18 and a private Valkey from their wheels, for a machine that has neither.

    with embedded.servers(Path("var")) as urls:
        os.environ.update(urls)  # DATABASE_URL and REDIS_URL

Both listen on Unix sockets only, in a short folder of the temp directory that nobody else may enter: a socket's path
has a limit of about 100 bytes, a project's path has none. Started by root, they run under an account without rights
and keep their files where that account can reach them. `throwaway_servers()` are fast and forget everything.
"""

import contextlib
import fcntl
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from portal.embedded.engines import Postgres, Valkey
from portal.embedded.places import Account, EmbeddedError, Places, forget_abandoned
from portal.embedded.server import Server

__all__ = ["EmbeddedError", "Server", "prepared", "servers", "throwaway_servers", "urls"]


@contextlib.contextmanager
def servers(var: Path) -> Iterator[dict[str, str]]:
    """Run both servers on the data under `var`; give their DATABASE_URL and REDIS_URL."""
    with prepared(var) as pair, contextlib.ExitStack() as stack:
        yield _started(pair, stack)


@contextlib.contextmanager
def throwaway_servers(*, database: bool = True) -> Iterator[dict[str, str]]:
    """Run both servers, or Valkey alone, on data that is gone afterwards, without waiting for any disk."""
    forget_abandoned()
    account = Account.for_servers(None)
    places = Places.throwaway(account)
    try:
        with _locked(places), contextlib.ExitStack() as stack:
            pair = [Postgres(places, account)] if database else []
            yield _started([*pair, Valkey(places, account)], stack)
    finally:
        shutil.rmtree(places.home, ignore_errors=True)


def urls(var: Path) -> dict[str, str]:
    """Return the addresses of the servers on the data under `var`, which may be running."""
    account = Account.for_servers(var)
    places = Places.under(var, account)
    return {server.variable: server.url for server in (Postgres(places, account), Valkey(places, account))}


@contextlib.contextmanager
def prepared(var: Path) -> Iterator[tuple[Postgres, Valkey]]:
    """Hold the data under `var` for this process alone and give its two servers, for the caller to start and stop."""
    account = Account.for_servers(var)
    places = Places.under(var, account)
    with _locked(places):
        yield Postgres(places, account), Valkey(places, account)
        # Not when a server still listens in it.
        with contextlib.suppress(OSError):
            places.sockets.rmdir()


def _started(pair: Sequence[Server], stack: contextlib.ExitStack) -> dict[str, str]:
    for server in pair:
        stack.callback(server.stop)
        server.start()
    return {server.variable: server.url for server in pair}


@contextlib.contextmanager
def _locked(places: Places) -> Iterator[None]:
    with (places.home / "servers.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"The servers of {places.home} are in use by another process: stop that one first."
            raise EmbeddedError(message) from None
        yield
