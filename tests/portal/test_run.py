"""`make run`: refusals in a sentence, processes kept alive, everything gone at the end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.run.supervisor import Child, Stop, Supervisor, end_orphans
from portal.run.surroundings import BASE_DIR, CannotRunError, Surroundings
from tests.waiting import wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A folder as a run makes it."""
    Surroundings(tmp_path, "127.0.0.1", 8000).make_folder()
    return tmp_path


@pytest.fixture
def stop() -> Iterator[Stop]:
    """A wish to stop; the signals mean what they meant afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield Stop()
    for number, meaning in before.items():
        signal.signal(number, meaning)


def child(var: Path, command: list[str] | None = None, name: str = "web") -> Child:
    """One process of a run."""
    return Child(name, command or SLEEP, environment=os.environ, var=var)


@pytest.mark.parametrize("written", ["eighty", "0", "70000", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PORT", written)

    with pytest.raises(CannotRunError, match=r"number from 1 to 65535, as in make run PORT=8001"):
        Surroundings.read()


def test_a_taken_port_is_refused_with_another_one_to_choose() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotRunError, match=rf"Port {port} is taken: .* make run PORT="):
            Surroundings(Path("var"), "127.0.0.1", port).refuse_a_taken_port()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotRunError, match=r"cannot be written .* make run VAR_DIR="):
        Surroundings(tmp_path / "file" / "var", "127.0.0.1", 8000).make_folder()


def test_a_folder_belongs_to_one_run_at_a_time(var: Path) -> None:
    surroundings = Surroundings(var, "127.0.0.1", 8000)

    with (
        surroundings.held(),
        pytest.raises(CannotRunError, match=rf"runs here already .process {os.getpid()}."),
        surroundings.held(),
    ):
        pass


def test_the_secret_is_made_once_and_for_the_owner_only(var: Path) -> None:
    surroundings = Surroundings(var, "127.0.0.1", 8000)

    first = surroundings.environment({})["SECRET_KEY"]

    assert len(first) > 50
    assert surroundings.environment({})["SECRET_KEY"] == first
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_what_the_caller_sets_goes_before_what_is_made_up(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("EMAIL_URL", "")

    environment = Surroundings(var, "127.0.0.1", 8000).environment({"DATABASE_URL": "postgres://x/y"})

    assert environment["SECRET_KEY"] == "given"
    assert environment["EMAIL_URL"].startswith("filemail:////")
    assert environment["DATABASE_URL"] == "postgres://x/y"


def test_a_production_run_makes_nothing_up(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert "SECRET_KEY" not in Surroundings(var, "127.0.0.1", 8000).environment({})


def test_a_process_that_ends_is_started_again(var: Path, stop: Stop) -> None:
    told: list[str] = []
    supervisor = Supervisor(stop, told.append)
    web = child(var)

    with supervisor.running(web):
        assert web.process
        first = web.process.pid
        os.kill(first, signal.SIGKILL)
        web.process.wait()
        wait_until(lambda: supervisor.look() or web.is_running(), seconds=5)
        assert web.process.pid != first

    assert told == [f"web has ended and is being started again; see {web.log}."]
    assert not web.is_running()


def test_a_process_that_ends_again_and_again_ends_the_run(var: Path, stop: Stop) -> None:
    supervisor = Supervisor(stop, print)
    web = child(var, [sys.executable, "-c", "raise SystemExit('no such setting')"])

    def look_without_waiting() -> None:
        supervisor.due.update(dict.fromkeys(supervisor.due, 0.0))
        supervisor.look()

    with (
        pytest.raises(CannotRunError, match=r"web ends again and again(.|\n)*no such setting"),
        supervisor.running(web),
    ):
        wait_until(look_without_waiting, seconds=30)


def test_stopping_ends_the_children_of_a_child_too(var: Path, stop: Stop) -> None:
    parent = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"
    web = child(var, [sys.executable, "-c", parent, *SLEEP])

    with Supervisor(stop, print).running(web):
        assert web.process
        wait_until(lambda: psutil.Process(web.process.pid).children(), seconds=10)
        (grandchild,) = psutil.Process(web.process.pid).children()

    wait_until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE, seconds=5)


def test_what_a_killed_run_left_behind_is_ended(var: Path) -> None:
    left = child(var)
    left.start()
    assert left.process

    end_orphans(var)

    assert left.process.poll() is not None
    assert not left.record.exists()


def test_a_stranger_with_a_recycled_process_id_is_spared(var: Path) -> None:
    with subprocess.Popen(SLEEP) as stranger:
        (var / "run" / "web.json").write_text(json.dumps({"pid": stranger.pid, "started": 1.0}))

        end_orphans(var)

        assert stranger.poll() is None
        stranger.kill()


class Run:
    """A real run in a process of its own."""

    def __init__(self, var: Path, port: int) -> None:
        self.port = port
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"VAR_DIR": str(var), "PORT": str(port), "ENVIRONMENT": "test"}
        self.output = (var.parent / "output").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.run"],
            cwd=BASE_DIR,
            env=environment,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def said(self) -> str:
        """What it has printed so far."""
        self.output.seek(0)
        return self.output.read()

    def await_address(self) -> None:
        """Wait until it prints where the portal is."""
        wait_until(lambda: "Hometown is at" in self.said() or self.process.poll() is not None, seconds=120)
        assert f"Hometown is at http://localhost:{self.port}/" in self.said(), self.said()

    def family(self) -> list[psutil.Process]:
        """The processes that it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def is_ready(self) -> bool:
        """Tell whether /readyz says so."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter, as a project's usually is."""
    with tempfile.TemporaryDirectory(prefix="hometown-run-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_run_survives_kill_9_and_leaves_nothing_behind_when_the_terminal_goes(open_folder: Path) -> None:
    var, port = open_folder / "a folder with spaces and 한글" / ("long " * 30).strip(), free_port()
    var.mkdir(parents=True)
    first = Run(var, port)
    first.await_address()
    orphans = first.family()
    assert {"postgres", "valkey-server"} <= {process.name() for process in orphans}
    first.process.kill()
    first.process.wait()

    second = Run(var, port)
    second.await_address()
    assert second.is_ready()
    assert not [process for process in orphans if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    family = second.family()
    second.process.send_signal(signal.SIGHUP)

    assert second.process.wait(30) == 0
    assert not [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
