"""What every process of a run is given: a folder, secrets, addresses. Refusals say what to do."""

import contextlib
import errno
import fcntl
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class CannotRunError(Exception):
    """The portal cannot run here; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Surroundings:
    """Where the run keeps its files and under which address it is reached."""

    var: Path
    host: str
    port: int

    @classmethod
    def read(cls) -> "Surroundings":
        """Read VAR_DIR, HOST and PORT from the environment or the `.env` file."""
        environ.Env.read_env(BASE_DIR / ".env")
        var = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").expanduser().absolute()
        written = os.environ.get("PORT") or "8000"
        if not written.isdecimal() or not 0 < int(written) < 65536:
            message = f"PORT is {written!r}: it must be a number from 1 to 65535, as in make run PORT=8001."
            raise CannotRunError(message)
        return cls(var, os.environ.get("HOST") or "127.0.0.1", int(written))

    @property
    def address(self) -> str:
        """What to type into a browser."""
        local = self.host in {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104 - compared, not bound
        return f"http://{'localhost' if local else self.host}:{self.port}"

    def make_folder(self) -> None:
        """Make the folder for data, logs and secrets, and see that it can be written."""
        try:
            for folder in (self.var, self.var / "log", self.var / "run"):
                folder.mkdir(parents=True, exist_ok=True)
                probe = folder / f".probe-{os.getpid()}"
                probe.touch()
                probe.unlink()
        except OSError as error:
            message = (
                f"The folder {self.var} cannot be written ({error.strerror}): "
                "give yourself the right to, or name another one, as in make run VAR_DIR=~/hometown."
            )
            raise CannotRunError(message) from None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, so that only one run uses it at a time."""
        with (self.var / "run" / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                message = f"The portal runs here already (process {lock.read().strip()}): stop it first."
                raise CannotRunError(message) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def refuse_a_taken_port(self) -> None:
        """Refuse a port on which something listens, or which only root may open."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise CannotRunError(self._sentence(error)) from None

    def environment(self, urls: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of every process; what the caller has set goes before what is made up here."""
        made_up = {
            "ENVIRONMENT": "development",
            "SECRET_KEY": self._secret("secret-key"),
            "SITE_URL": self.address,
            "EMAIL_URL": f"filemail:///{quote(str(self.var / 'mail'))}",
        }
        if os.environ.get("ENVIRONMENT", "development") == "production":
            made_up = {}
        given = {name: value for name, value in os.environ.items() if value or name not in made_up}
        own = {"VAR_DIR": str(self.var), "PORT": str(self.port), "HOST": self.host, "PYTHONUNBUFFERED": "1"}
        return made_up | given | dict(urls) | own

    def _sentence(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {self.port} is taken: stop the program that uses it, "
                f"or choose another one, as in make run PORT={self.port + 1 if self.port < 65535 else 8000}."
            )
        if error.errno == errno.EACCES:
            return f"Port {self.port} needs the rights of root: choose one above 1023, as in make run PORT=8000."
        return f"The portal cannot listen on {self.host}:{self.port} ({error.strerror}): set HOST and PORT."

    def _secret(self, name: str) -> str:
        """Return a secret of this folder, made at first need and readable by its owner only."""
        path = self.var / name
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
        ):
            file.write(secrets.token_urlsafe(64))
        return path.read_text().strip()
