"""What is kept about time: resources and when they are open, who has them when, and the official calendar."""

from commons.scheduling.models.calendar_day import CalendarDay
from commons.scheduling.models.opening import DatedException, WeeklyRule
from commons.scheduling.models.reservation import Occupancy, Reservation
from commons.scheduling.models.resource import Resource

__all__ = ["CalendarDay", "DatedException", "Occupancy", "Reservation", "Resource", "WeeklyRule"]
