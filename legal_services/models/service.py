"""The services of the legal service area as residents read them, their topics, and what to bring."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Venue


class Channel(models.TextChoices):
    """The way in which a client and an adviser meet."""

    IN_PERSON = "in-person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


def every_channel() -> list[str]:
    """All ways, which is what a service offers unless said otherwise."""
    return list(Channel.values)


class Service(models.Model):
    """One service of the legal service area, described for the person who needs it."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("Legal consultation")
        NOTARIAL = "notarial", _("Notarial service")
        MEDIATION = "mediation", _("Dispute mediation")

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250)
    whom_for = models.TextField(_("whom it is for"))
    cost = models.TextField(_("what it costs"))
    duration = models.TextField(_("how long it takes"))
    bring = models.TextField(_("what to bring, one thing a line"))
    hours = models.CharField(_("when"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    is_bookable = models.BooleanField(_("can be booked online"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes of an appointment"), default=30)
    lead_hours = models.PositiveSmallIntegerField(_("booked at least so many hours before"), default=2)
    days_ahead = models.PositiveSmallIntegerField(_("booked at most so many days before"), default=60)
    change_hours = models.PositiveSmallIntegerField(_("changed or cancelled until so many hours before"), default=2)
    channels = ArrayField(
        models.CharField(max_length=12, choices=Channel.choices), verbose_name=_("ways to meet"), default=every_channel
    )

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("legal service")
        verbose_name_plural = _("legal services")
        permissions = [
            ("work_at_the_counter", "Can receive clients and log services"),
            ("manage_the_area", "Can see figures, availability and the access log"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480),
                name="service_minutes_sensible",
                violation_error_message=_("An appointment takes between 5 minutes and 8 hours."),
            ),
            models.CheckConstraint(
                condition=Q(days_ahead__gte=1, days_ahead__lte=366),
                name="service_days_ahead_sensible",
                violation_error_message=_("Appointments are booked between one day and a year ahead."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("legal:service", args=[self.slug])


class Topic(models.Model):
    """What a matter is about, as the figures count it: a lease, a job, a family."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    kinds = ArrayField(models.CharField(max_length=20, choices=Service.Kind.choices), verbose_name=_("of the services"))
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return str(self.name)


class ChecklistQuestion(models.Model):
    """A question whose answer decides what else to bring."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("question about what to bring")
        verbose_name_plural = _("questions about what to bring")

    def __str__(self) -> str:
        return str(self.text)


class ChecklistAnswer(models.Model):
    """One of the answers to a question about what to bring."""

    question = models.ForeignKey(ChecklistQuestion, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("answer about what to bring")
        verbose_name_plural = _("answers about what to bring")

    def __str__(self) -> str:
        return str(self.text)


class ChecklistItem(models.Model):
    """One thing to bring: always, or when one of the answers was given. `Service.bring` holds what everyone brings."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(_("what to bring"), max_length=250)
    answers = models.ManyToManyField(
        ChecklistAnswer, related_name="items", blank=True, verbose_name=_("only after these answers")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("thing to bring")
        verbose_name_plural = _("things to bring")

    def __str__(self) -> str:
        return str(self.text)
