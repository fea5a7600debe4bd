"""The sample's service log of the months before: enough for figures that say something."""

from datetime import datetime, time, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from commons.accounts.models import User
from commons.lib.dates import BEIJING, day_in_beijing
from legal_services.models import Person, Practitioner, Service, ServiceRecord, Topic
from legal_services.services.recording import NewPerson, Session, log_service
from portal.sample import read

SESSIONS = 40
DAYS_BETWEEN = 6
"""From one session to the one before; so they reach back eight months."""


def load_legal_history(people: dict[str, User], at: datetime) -> None:
    """Sessions at even distances before today, once; `people` are those who sign in, by role."""
    today = day_in_beijing(at)
    if ServiceRecord.objects.filter(held_on__lt=today).exists():
        return
    told = read("legal_history")
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    advisers = {one.name: one for one in Practitioner.objects.all()}
    services = {service.slug: service for service in Service.objects.all()}
    known: dict[str, Person] = {}
    clients, sessions = cycle(told["client"]), cycle(told["session"])
    for number, (client, session) in enumerate(islice(zip(clients, sessions, strict=False), SESSIONS)):
        day = today - timedelta(days=DAYS_BETWEEN * (SESSIONS - number))
        record = log_service(
            submission=uuid4(),
            session=_session(session, client["language"], services, topics, advisers),
            client=known.get(client["name"]) or NewPerson(**client),
            by=people["clerk"],
            at=datetime.combine(day, time(15), tzinfo=BEIJING),
        )
        known[client["name"]] = record.attendees.get()


def _session(
    told: dict[str, Any],
    language: str,
    services: dict[str, Service],
    topics: dict[str, Topic],
    advisers: dict[str, Practitioner],
) -> Session:
    return Session(
        service=services[told["service"]],
        topic=topics[told["topic"]],
        practitioner=advisers[told["adviser"]],
        channel=told.get("channel", "in-person"),
        language=language,
        minutes=told["minutes"],
        anonymous=told.get("anonymous", 0),
        outcome=told["outcome"],
        referred_to=told.get("referred_to", ""),
    )
