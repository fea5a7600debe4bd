"""The sample legal service area: topics, advisers and interpreters with their hours."""

from datetime import datetime, time
from typing import Any

from commons.accounts.models import User
from commons.scheduling.models import Resource, WeeklyRule
from commons.translations.services import record_edit
from legal_services.models import Practitioner, Service, Topic
from portal.sample import read
from portal.sample.checklists import load_checklists
from portal.sample.people import person_of
from portal.sample.places import made


def load_legal_area(people: dict[str, User], at: datetime) -> None:
    """What the area needs before anybody comes; `people` are those who sign in, by role."""
    told = read("legal")
    for position, topic in enumerate(told["topic"]):
        if not Topic.objects.filter(slug=topic["slug"]).exists():
            row, changed = made(Topic, topic, "slug", "kinds", position=position)
            row.save()
            record_edit(row, changed=changed, editor=people["manager"], at=at)
    for practitioner in told["practitioner"]:
        if not Practitioner.objects.filter(name=practitioner["name"]).exists():
            _employ(practitioner, people, at)
    load_checklists(people["manager"], at)


def _employ(told: dict[str, Any], people: dict[str, User], at: datetime) -> None:
    """One adviser, interpreter or mediator with an account and a week."""
    kind = "adviser" if told.get("advises") else "interpreter"
    resource = Resource.objects.create(kind=kind, name=told["name"], created_at=at)
    user = people[told["role"]] if "role" in told else person_of({**told, "full_name": told["name"]}, at)
    plain = ("name", "advises", "interprets", "mediates", "languages", "channels")
    facts = {field: told[field] for field in plain if field in told}
    practitioner = Practitioner.objects.create(resource=resource, user=user, **facts)
    practitioner.services.set(Service.objects.filter(slug__in=told.get("services", [])))
    WeeklyRule.objects.bulk_create(
        WeeklyRule(
            resource=resource, weekday=day, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends),
            valid_from=at.date(), created_at=at,
        )
        for day, starts, ends in told["week"]
    )  # fmt: skip
