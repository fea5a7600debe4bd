"""The queue of those who walk in, by numbers that begin anew each day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legal_services.models.person import Person
from legal_services.models.practitioner import Practitioner
from legal_services.models.service import Service
from legal_services.queue_querysets import QueueTicketQuerySet


class QueueDay(models.Model):
    """One day's queue; its row is the lock behind which the next number is drawn."""

    day = models.DateField(unique=True)
    last_number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class QueueTicket(models.Model):
    """One walk-in with a number. The wall screen shows the number and nothing else."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        IN_ROOM = "in-room", _("In the room")
        DONE = "done", _("Done")
        LEFT = "left", _("Left")

    day = models.ForeignKey(QueueDay, on_delete=models.PROTECT, related_name="tickets")
    number = models.PositiveSmallIntegerField(_("number"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language spoken"), max_length=10)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = QueueTicketQuerySet.as_manager()

    class Meta:
        ordering = ["day", "number"]
        verbose_name = _("queue number")
        verbose_name_plural = _("queue numbers")
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="queue_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "left"]) | Q(state__in=["done", "left"], ended_at__isnull=False),
                name="queue_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
