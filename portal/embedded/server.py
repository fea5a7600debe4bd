"""One embedded server process: started, awaited, watched and stopped."""

import contextlib
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import psutil

from portal.embedded.ends import Process, ends_within
from portal.embedded.places import Account, EmbeddedError, Places, Programs

START_SECONDS = 60
STOP_SECONDS = 20
LOG_BYTES = 5_000_000


class Server(ABC):
    """What PostgreSQL and Valkey have in common."""

    name: ClassVar[str]
    variable: ClassVar[str]
    program_name: ClassVar[str]
    stop_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, places: Places, account: Account | None) -> None:
        self.folder = places.home / self.name
        self.sockets = places.sockets
        self.log = places.logs / f"{self.name}.log"
        self.throwaway = places.logs == places.home
        self.account = account
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address as the settings read it."""

    @property
    @abstractmethod
    def pid_file(self) -> Path:
        """Where the server writes its process id."""

    @abstractmethod
    def marks(self) -> list[Path]:
        """Return the lock files and sockets that a killed server leaves."""

    @abstractmethod
    def prepare(self, programs: Programs) -> None:
        """Make what the server needs before its first start."""

    @abstractmethod
    def command(self, programs: Programs) -> list[str]:
        """Return the command line."""

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether the server is ready for work."""

    def start(self) -> None:
        """Start the server and return when it answers. What a killed run left behind is stopped first."""
        self.stop_orphan()
        programs = Programs.readable_by(self.account)
        self.prepare(programs)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal is for the supervisor, which stops its servers last.
            self.process = subprocess.Popen(
                self.command(programs),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.identity(),
            )
        self._await_answer(self.process)

    def is_running(self) -> bool:
        """Tell whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop the server: kindly, then firmly, then by force."""
        if self.process is not None and self.process.poll() is None:
            self._end(self.process)
        self.process = None

    def stop_orphan(self) -> None:
        """Stop what a killed run left behind, and remove its marks."""
        orphan = self.orphan()
        if orphan is not None:
            self._end(orphan)
        for mark in self.marks():
            mark.unlink(missing_ok=True)

    def orphan(self) -> psutil.Process | None:
        """Return the live process that the pid file names, if it really is this server on this folder."""
        try:
            process = psutil.Process(int(self.pid_file.read_text().split("\n", 1)[0]))
            # Both servers work inside their data folder, which tells a recycled process id apart.
            ours = process.name() == self.program_name and Path(process.cwd()) == self.folder.resolve()
        except (OSError, ValueError, psutil.Error):
            return None
        return process if ours else None

    def identity(self) -> dict[str, Any]:
        """Return the arguments of `subprocess` that put on the account and a plain environment."""
        environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
        return {"env": environment, **(self.account.as_arguments() if self.account else {})}

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if process.poll() is not None:
                last_words = "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
                message = f"{self.name} ended at once. Its log, {self.log}, says:\n{last_words}"
                raise EmbeddedError(message)
            if time.monotonic() > deadline:
                self.stop()
                message = f"{self.name} did not answer within {START_SECONDS} s: see {self.log}."
                raise EmbeddedError(message)
            time.sleep(0.02)

    def _end(self, process: Process) -> None:
        for number in (*self.stop_signals, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                process.send_signal(number)
            if ends_within(process, STOP_SECONDS):
                return
