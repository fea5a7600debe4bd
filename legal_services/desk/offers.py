"""What the forms of the log offer to choose from, read together: a page of the desk has few statements to spend."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

from commons.lib.languages import Language, suffix
from legal_services.models import Practitioner, Service, Topic

NAMES = tuple(f"name_{suffix(language)}" for language in Language.values)


@dataclass(frozen=True)
class Offers:
    """The services, the topics and the practitioners, each in the order of a list to choose from."""

    services: Sequence[Service] = field(default_factory=list)
    topics: Sequence[Topic] = field(default_factory=list)
    practitioners: Sequence[Practitioner] = field(default_factory=list)


def offered() -> Offers:
    """Everything in one statement. Practitioners who left come last: what is on paper may be theirs."""
    topics = Topic.objects.order_by("position", "slug")
    practitioners = Practitioner.objects.order_by("-is_active", "name", "pk")
    services = list(
        Service.objects.annotate(
            all_topics=_as_json(topics, "id", "slug", "kinds", "is_active", *NAMES),
            all_practitioners=_as_json(practitioners, "id", "name", "advises", "interprets", "mediates", "is_active"),
        )
    )
    if not services:
        return Offers()
    first: Any = services[0]
    return Offers(
        services=services,
        topics=[Topic(**facts) for facts in first.all_topics],
        practitioners=[Practitioner(**facts) for facts in first.all_practitioners],
    )


def _as_json(rows: QuerySet[Any, Model], *names: str) -> ArraySubquery:
    """The rows as one array of what is named of them."""
    return ArraySubquery(rows.annotate(json=JSONObject(**{name: name for name in names})).values("json"))
