"""Run the portal; or, with arguments, one management command in the same surroundings.

python -m portal.run
python -m portal.run createsuperuser
"""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from portal import embedded
from portal.run.supervisor import Child, Stop, Supervisor, end_orphans, last_words
from portal.run.surroundings import BASE_DIR, CannotRunError, Surroundings

READY_SECONDS = 90


def say(text: str = "") -> None:
    """Tell the person at the terminal, if there still is a terminal."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


@contextlib.contextmanager
def servers(surroundings: Surroundings, supervisor: Supervisor) -> Iterator[dict[str, str]]:
    """Run the embedded servers for which the environment names no others; give their addresses."""
    with contextlib.ExitStack() as stack:
        own = [kind for kind in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(kind)]
        pair = stack.enter_context(embedded.prepared(surroundings.var)) if own else ()
        wanted = [server for server in pair if server.variable in own]
        began = time.monotonic()
        stack.enter_context(supervisor.running(*wanted))
        if wanted:
            say(f"  {' and '.join(server.name for server in wanted):.<36} {time.monotonic() - began:5.1f} s")
        if wanted and not wanted[0].folder.is_relative_to(surroundings.var.resolve()):
            say(f"  The servers' account cannot enter {surroundings.var}: their data are in {wanted[0].folder.parent}.")
        yield {server.variable: server.url for server in wanted}


def prepare(environment: dict[str, str], stop: Stop) -> list[list[str]]:
    """Bring the database and files up to date; return the sample sign-ins, if there are sample people."""
    command = [sys.executable, "-m", "portal.run.preparation"]
    with tempfile.TemporaryFile("w+") as outcome:
        process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=outcome, start_new_session=True)
        while process.poll() is None:
            if stop.wait(0.1):
                process.terminate()
                process.wait()
                return []
        if process.returncode:
            message = "The portal could not be prepared; the lines above say why."
            raise CannotRunError(message)
        outcome.seek(0)
        sign_ins: list[list[str]] = json.loads(outcome.read() or "[]")
        return sign_ins


def processes(surroundings: Surroundings, environment: dict[str, str]) -> list[Child]:
    """Return the web server, the worker and the clock that gives it its regular work."""
    celery = ["-m", "celery", "-A", "portal"]
    quiet = ["--loglevel", environment.get("LOG_LEVEL", "INFO")]
    arguments = {
        "web": ["-m", "gunicorn", "--config", "python:portal.gunicorn", "portal.wsgi"],
        "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", *quiet],
        "beat": [*celery, "beat", "--pidfile", "", *quiet],
    }
    return [
        Child(name, [sys.executable, *parts], environment=environment, var=surroundings.var)
        for name, parts in arguments.items()
    ]


def readiness(surroundings: Surroundings) -> tuple[int, str]:
    """Ask /readyz; return the status and what it says, or 0 while nobody listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(surroundings.host, surroundings.host)  # noqa: S104 - compared
    connection = http.client.HTTPConnection(host, surroundings.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def await_readiness(surroundings: Surroundings, supervisor: Supervisor) -> None:
    """Wait until every part answers; say what is missing when that takes too long."""
    began = time.monotonic()
    while time.monotonic() - began < READY_SECONDS:
        status, said = readiness(surroundings)
        if status == 200:
            say(f"  {'web server, worker and clock':.<36} {time.monotonic() - began:5.1f} s")
            return
        if supervisor.stop.wait(0.2):
            return
        supervisor.look()
    say(f"The portal runs, but is not ready yet. /readyz says: {said}")
    say(last_words(surroundings.var / "log" / "web.log"))


def welcome(surroundings: Surroundings, sign_ins: list[list[str]]) -> None:
    """Print where the portal is and who may sign in."""
    say()
    say(f"Hometown is at {surroundings.address}/")
    if sign_ins:
        say()
        say("Sample people, to sign in as:")
        widths = [max(len(row[column]) for row in sign_ins) for column in range(3)]
        for row in sign_ins:
            say("  " + "   ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip())
    say()
    folder = min(str(surroundings.var), os.path.relpath(surroundings.var), key=len)
    say(f"E-mails are kept in {folder}/mail, logs in {folder}/log. Ctrl-C stops everything.")


def run(surroundings: Surroundings, stop: Stop) -> None:
    """Run everything until somebody wishes to stop."""
    if any((surroundings.var / "run").glob("*.json")):
        say("Ending what an earlier run has left …")
        end_orphans(surroundings.var)
    surroundings.refuse_a_taken_port()
    supervisor = Supervisor(stop, say)
    say("Starting Hometown")
    with servers(surroundings, supervisor) as urls:
        environment = surroundings.environment(urls)
        sign_ins = prepare(environment, stop)
        if stop.wished:
            return
        with supervisor.running(*processes(surroundings, environment)):
            await_readiness(surroundings, supervisor)
            if not stop.wished:
                welcome(surroundings, sign_ins)
            supervisor.keep()
            say("Stopping …")


def manage(surroundings: Surroundings, arguments: list[str]) -> int:
    """Do one management command, on the running portal's servers or on servers of its own; return its exit code."""
    command = [sys.executable, "manage.py", *arguments]
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(surroundings.held())
        except CannotRunError:
            urls = embedded.urls(surroundings.var)
        else:
            urls = stack.enter_context(embedded.servers(surroundings.var))
        urls = {name: url for name, url in urls.items() if not os.environ.get(name)}
        return subprocess.run(command, cwd=BASE_DIR, env=surroundings.environment(urls), check=False).returncode


def main(arguments: list[str]) -> None:
    """Run, or do one command; every refusal is a sentence."""
    try:
        surroundings = Surroundings.read()
        surroundings.make_folder()
        if arguments:
            sys.exit(manage(surroundings, arguments))
        stop = Stop()
        with surroundings.held():
            run(surroundings, stop)
        say("Stopped.")
    except (CannotRunError, embedded.EmbeddedError) as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main(sys.argv[1:])
