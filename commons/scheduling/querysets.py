"""Facts about many reservations and occupancies."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from commons.scheduling.spans import Span

if TYPE_CHECKING:
    from commons.scheduling.models import Occupancy, Reservation  # noqa: F401 - named in strings


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """What is asked about many reservations."""

    def standing(self, at: datetime) -> "ReservationQuerySet":
        """Confirmed, or held and not expired at this moment."""
        return self.filter(Q(state="confirmed") | Q(state="held", hold_expires_at__gt=at))

    def lapsed(self, at: datetime) -> "ReservationQuerySet":
        """Held for longer than was promised, and not given back yet."""
        return self.filter(state="held", hold_expires_at__lte=at)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    """What is asked about many occupancies."""

    def of(self, resources: Iterable[int], during: Span) -> "OccupancyQuerySet":
        """Those of these resources that are active and share a moment with the span, expired holds included."""
        return self.filter(active=True, resource__in=list(resources), during__overlap=during.stored)

    def standing(self, at: datetime) -> "OccupancyQuerySet":
        """Active, and not a hold that has expired at this moment."""
        return self.filter(Q(hold_expires_at=None) | Q(hold_expires_at__gt=at), active=True)
