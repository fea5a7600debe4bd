"""The processes of a run: started, watched, restarted when they end by themselves, stopped in order."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psutil

from portal.embedded.ends import Process, ends_within
from portal.run.surroundings import BASE_DIR, CannotRunError

ENDS_ALLOWED = 5
ENDS_WINDOW_SECONDS = 60
STOP_SECONDS = 15
LOG_BYTES = 5_000_000


class Stop:
    """A wish to stop, made by Ctrl-C, SIGTERM or the end of the terminal."""

    def __init__(self) -> None:
        self.wished = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup has SIGHUP ignored: it stays so.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._wish)

    def _wish(self, *_signal: object) -> None:
        self.wished = True

    def wait(self, seconds: float) -> bool:
        """Wait, but only until somebody wishes to stop; tell whether somebody does."""
        deadline = time.monotonic() + seconds
        while not self.wished and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.wished


class Watched(Protocol):
    """What the supervisor looks after: a child, or an embedded server."""

    log: Path

    @property
    def name(self) -> str:
        """What people call it."""

    def start(self) -> None:
        """Start it."""

    def stop(self) -> None:
        """Stop it, and see that it is gone."""

    def is_running(self) -> bool:
        """Tell whether its process is alive."""


class Child:
    """One process of the portal. It writes into a log of its own and leads a session of its own."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], var: Path) -> None:
        self.name = name
        self.command = command
        self.environment = dict(environment)
        self.log = var / "log" / f"{name}.log"
        self.record = var / "run" / f"{name}.json"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and write down who it is, for the run that may have to end it."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        with contextlib.suppress(psutil.NoSuchProcess):
            started = psutil.Process(self.process.pid).create_time()
            self.record.write_text(json.dumps({"pid": self.process.pid, "started": started}))

    def is_running(self) -> bool:
        """Tell whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the signal that lets it finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Stop it, and by force what is left of it after a while."""
        if self.process is not None:
            self.ask_to_stop()
            end_session(self.process)
        self.process = None
        self.record.unlink(missing_ok=True)


def end_session(leader: Process) -> None:
    """Wait for a process that was asked to stop, then kill whatever its session still holds."""
    ends_within(leader, STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader.pid, signal.SIGKILL)
    ends_within(leader, STOP_SECONDS)


def end_orphans(var: Path) -> None:
    """End the processes that a killed run has left behind, if they still are those it wrote down."""
    records = list((var / "run").glob("*.json"))
    orphans = [process for record in records if (process := written_down(record))]
    for orphan in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.terminate()
    for orphan in orphans:
        end_session(orphan)
    for record in records:
        record.unlink(missing_ok=True)


def written_down(record: Path) -> psutil.Process | None:
    """Return the process of a record; None when it is gone, or when its number belongs to another one by now."""
    with contextlib.suppress(OSError, ValueError, KeyError, psutil.NoSuchProcess):
        written = json.loads(record.read_text())
        process = psutil.Process(written["pid"])
        if abs(process.create_time() - written["started"]) < 1:
            return process
    return None


class Supervisor:
    """Keeps alive what it has started until somebody wishes to stop."""

    def __init__(self, stop: Stop, say: Callable[[str], None]) -> None:
        self.stop = stop
        self.say = say
        self.watched: list[Watched] = []
        self.ends: dict[str, list[float]] = {}
        self.due: dict[str, float] = {}

    @contextlib.contextmanager
    def running(self, *group: Watched) -> Iterator[None]:
        """Start a group; on leaving, ask all of it to stop and then wait for each."""
        try:
            for one in group:
                one.start()
                self.watched.append(one)
            yield
        finally:
            self.watched = [one for one in self.watched if one not in group]
            for one in group:
                if isinstance(one, Child):
                    one.ask_to_stop()
            for one in reversed(group):
                one.stop()

    def keep(self) -> None:
        """Look after everything until somebody wishes to stop."""
        while not self.stop.wait(0.5):
            self.look()

    def look(self) -> None:
        """Start again what has ended, each time a little later."""
        for one in self.watched:
            if one.is_running():
                continue
            if one.name not in self.due:
                self._note_the_end(one)
            elif time.monotonic() >= self.due[one.name]:
                del self.due[one.name]
                one.stop()
                one.start()

    def _note_the_end(self, one: Watched) -> None:
        """Plan the next start, or raise CannotRunError when it ends again and again."""
        now = time.monotonic()
        recent = [at for at in self.ends.get(one.name, []) if now - at < ENDS_WINDOW_SECONDS]
        self.ends[one.name] = [*recent, now]
        if len(recent) >= ENDS_ALLOWED:
            message = f"{one.name} ends again and again. Its log, {one.log}, says:\n{last_words(one.log)}"
            raise CannotRunError(message)
        self.due[one.name] = now + 0.5 * 2 ** len(recent)
        self.say(f"{one.name} has ended and is being started again; see {one.log}.")


def last_words(log: Path, lines: int = 12) -> str:
    """Return the end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
