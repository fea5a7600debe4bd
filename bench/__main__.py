"""`make bench`: measure, and print one table.

Each rate stands beside a ceiling that was measured in the same run on the same server: a view that answers with a
constant, a view with one query and one template, and the registration's row lock and insert in plain SQL.
"""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import repeat

from portal import embedded

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
REGISTRATIONS = int(os.environ.get("BENCH_REGISTRATIONS", "100000"))
SERVICE_RECORDS = int(os.environ.get("BENCH_SERVICE_RECORDS", "400000"))
CLIENTS = 8


def main() -> None:
    """Start servers of our own on data of the size that the budgets speak of, measure, print."""
    with embedded.throwaway_servers() as urls, tempfile.TemporaryDirectory(prefix="hometown-bench-") as var:
        os.environ.update(urls, ENVIRONMENT="development", VAR_DIR=var, DJANGO_SETTINGS_MODULE="bench.settings")
        os.environ["EMAIL_URL"] = "dummymail://"
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--noinput", "--verbosity=0"],
            ["load_sample"],
            ["load_volume", f"--registrations={REGISTRATIONS}", f"--service-records={SERVICE_RECORDS}"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], check=True)

        import django

        django.setup()
        gc.collect()
        gc.freeze()  # as in the processes of the web server (portal/gunicorn.py)
        for row in measure():
            print(row, flush=True)


def measure() -> Iterator[str]:
    """Yield the table's rows as they are measured."""
    from bench import hot, legal, search, spaces
    from bench.load import Ask, run
    from bench.server import running
    from events.models import Event

    def rate(origin: str, path: str) -> tuple[float, str]:
        ask = Ask(path)
        run(origin, [repeat(ask)] * CLIENTS, 0.5)
        result = run(origin, [repeat(ask)] * CLIENTS, SECONDS)
        assert set(result.statuses) == {200}, (path, result.statuses)
        return result.rate, f"p50 {result.percentile(0.5):.1f} ms, p95 {result.percentile(0.95):.1f} ms"

    event = Event.objects.filter(state="published", capacity__isnull=False).order_by("-starts_at")[0]
    pages = {"home": "/ko/", "catalogue": "/ko/events/", "activity": f"/ko/events/{event.slug}/"}
    cores = os.cpu_count()
    yield f"{CLIENTS} clients, {cores} cores shared by the client and the servers, {REGISTRATIONS} registrations"
    with running(cached=True) as server:
        constant, spread = rate(server.origin, "/bench/constant")
        yield f"constant view               {constant:8.0f} /s          {spread}"
        for name, path in pages.items():
            speed, spread = rate(server.origin, path)
            yield f"{name:<14} from cache   {speed:8.0f} /s  {speed / constant:5.0%}   {spread}"
    with running(cached=False) as server:
        bare, spread = rate(server.origin, "/bench/bare")
        yield f"one query and a template    {bare:8.0f} /s          {spread}"
        for name, path in pages.items():
            speed, spread = rate(server.origin, path)
            yield f"{name:<14} rendered     {speed:8.0f} /s  {speed / bare:5.0%}   {spread}"
        in_sql = hot.in_plain_sql(1000)
        yield f"lock and insert in SQL      {in_sql:8.0f} /s"
        result, after = hot.over_http(server.origin, places=300, residents=600)
        yield (
            f"registrations over HTTP     {result.rate:8.0f} /s  {result.rate / in_sql:5.0%}   "
            f"p95 {result.percentile(0.95):.0f} ms; {after.places_held} of {after.capacity} places held, "
            f"{after.people_waiting} waiting, answers {result.statuses}"
        )
        yield f"largest web process         {server.largest_worker()}"
    yield from search.measure()
    if SERVICE_RECORDS:
        yield from legal.measure()
    yield from spaces.measure()


if __name__ == "__main__":
    main()
