"""The people who give the services: advisers, interpreters and mediators."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.scheduling.models import Resource
from legal_services.models.meeting_link import is_meeting_link, meeting_link_field
from legal_services.models.service import Channel, Service, every_channel
from legal_services.querysets import PractitionerQuerySet


class Practitioner(models.Model):
    """One human being who advises, interprets or mediates, with one calendar whatever they do in it."""

    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="practitioner")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="practitioner",
        verbose_name=_("account"),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=120)
    advises = models.BooleanField(_("adviser"), default=False)
    interprets = models.BooleanField(_("interpreter"), default=False)
    mediates = models.BooleanField(_("mediator"), default=False)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages spoken"))
    channels = ArrayField(
        models.CharField(max_length=12, choices=Channel.choices), verbose_name=_("ways to meet"), default=every_channel
    )
    services = models.ManyToManyField(
        Service, related_name="practitioners", blank=True, verbose_name=_("gives these services")
    )
    meeting_link = meeting_link_field()
    """Where the person meets clients by video, unless an appointment has a link of its own."""
    is_active = models.BooleanField(_("works here"), default=True)

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("adviser or interpreter")
        verbose_name_plural = _("advisers and interpreters")
        constraints = [
            models.CheckConstraint(
                condition=Q(advises=True) | Q(interprets=True) | Q(mediates=True),
                name="practitioner_does_something",
                violation_error_message=_("Say whether the person advises, interprets or mediates."),
            ),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1),
                name="practitioner_speaks",
                violation_error_message=_("Name at least one language."),
            ),
            is_meeting_link("practitioner_meeting_link_is_safe"),
        ]

    def __str__(self) -> str:
        return self.name
