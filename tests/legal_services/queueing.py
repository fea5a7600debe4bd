"""Makers of queue numbers for tests."""

from datetime import datetime
from typing import Any

from legal_services.models import QueueTicket, Service
from legal_services.services import queue
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service


def make_ticket(service: Service | None = None, *, at: datetime = NOON, **fields: Any) -> QueueTicket:
    """The next number of the day of `NOON`, of somebody who speaks English; other facts are written over it."""
    ticket = queue.draw(service=service or make_bookable_service(), language="en", by=None, at=at)
    for name, value in fields.items():
        setattr(ticket, name, value)
    if fields:
        ticket.save(update_fields=[*fields])
    return ticket
