"""Reads of the queue."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from legal_services.models import Practitioner, QueueTicket  # noqa: F401 - named in a string


class QueueTicketQuerySet(models.QuerySet["QueueTicket"]):
    """Numbers of those who walk in."""

    def waiting(self) -> "QueueTicketQuerySet":
        return self.filter(state="waiting")

    def for_adviser(self, practitioner: "Practitioner") -> "QueueTicketQuerySet":
        """Those whose service the adviser gives, in a language that the adviser speaks."""
        does = Q(service__practitioners=practitioner)
        if not practitioner.mediates:
            does &= ~Q(service__kind="mediation")
        return self.filter(does, language__in=practitioner.languages)
