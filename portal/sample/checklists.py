"""The sample questions about what to bring, their answers, and the things that these add."""

from datetime import datetime
from typing import Any

from commons.accounts.models import User
from commons.translations.services import record_edit
from legal_services.models import ChecklistAnswer, ChecklistItem, ChecklistQuestion, Service
from portal.sample import read
from portal.sample.places import made


def load_checklists(by: User, at: datetime) -> None:
    """The questions of each service that has none yet."""
    asked_already = set(ChecklistQuestion.objects.values_list("service", flat=True))
    services = {service.slug: service for service in Service.objects.all()}
    for position, told in enumerate(read("checklists")["question"]):
        service = services[told["service"]]
        if service.pk not in asked_already:
            _load_question(service, told, position, by, at)


def _load_question(service: Service, told: dict[str, Any], position: int, by: User, at: datetime) -> None:
    question = _saved(ChecklistQuestion, told, by, at, service=service, position=position)
    for number, answer in enumerate(told["answer"]):
        row = _saved(ChecklistAnswer, answer, by, at, question=question, position=number)
        for thing in answer.get("items", []):
            item = _saved(ChecklistItem, {"text": thing}, by, at, service=service, position=position * 10 + number)
            item.answers.add(row)


def _saved(model: Any, told: dict[str, Any], by: User, at: datetime, **facts: Any) -> Any:
    row, changed = made(model, told, **facts)
    row.save()
    record_edit(row, changed=changed, editor=by, at=at)
    return row
