"""How long one search takes in the database."""

import statistics
import time
from collections.abc import Iterator

from django.db import connection

from commons.lib.search import TextQuery
from events.models import Event

ROUNDS = 30


def measure() -> Iterator[str]:
    """Yield one row for each of the words that the three scripts ask for."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_event")
    rows = Event.objects.count()
    for word in ("法律", "법률", "legal", "律"):
        found = Event.objects.filter(search=TextQuery(word)).order_by().values_list("pk", flat=True)[:20]
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            list(found.all())
            times.append((time.perf_counter() - began) * 1000)
        yield f"search {word:<8} in {rows} activities: median {statistics.median(times):.2f} ms"
