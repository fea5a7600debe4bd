"""Applications to settle: what the institution says, what it handed in, and what was asked of it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from commons.documents.fields import EncryptedJSONField
from commons.documents.models import Document
from commons.lib.languages import Language
from institutions.models.institution import Institution, Kind
from institutions.models.places import LivingRoomArea
from institutions.models.terms import Terms
from institutions.querysets import ApplicationQuerySet
from institutions.states import OPEN_APPLICATION, ApplicationState

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Task(models.TextChoices):
    """The parts of an application, in the order of the task list."""

    INSTITUTION = "institution", _("About the institution")
    REPRESENTATIVE = "representative", _("Representative and authority")
    PURPOSE = "purpose", _("Purpose and area wanted")
    DOCUMENTS = "documents", _("Documents")
    TERMS = "terms", _("Terms")


class Application(models.Model):
    """One application of an institution to settle in the international living room."""

    class Authority(models.TextChoices):
        LEGAL_REPRESENTATIVE = "legal-representative", _("Legal representative by law or articles")
        ATTORNEY = "attorney", _("Authorised by a power of attorney")

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approve")
        DECLINE = "decline", pgettext_lazy("an application", "Decline")

    State = ApplicationState

    reference = models.CharField(max_length=20, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(editable=False)
    language = models.CharField(_("language of messages"), max_length=10, choices=Language.choices)
    """In which the institution is written to."""

    representative_name = models.CharField(_("full name of the representative"), max_length=150, blank=True)
    representative_position = models.CharField(pgettext_lazy("at work", "position"), max_length=120, blank=True)
    representative_email = models.EmailField(_("e-mail address"), blank=True)
    representative_phone = PhoneNumberField(_("phone"), blank=True)
    authority = models.CharField(_("authority"), max_length=20, choices=Authority.choices, blank=True)

    purpose = models.TextField(_("what the institution wants to do here"), blank=True, max_length=3000)
    area = models.ForeignKey(
        LivingRoomArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area wanted")
    )
    desks = models.PositiveSmallIntegerField(_("desks wanted"), null=True, blank=True)
    room_hours = models.PositiveSmallIntegerField(_("hours of rooms wanted a month"), null=True, blank=True)
    wanted_from = models.DateField(_("wanted from"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("for how many months"), null=True, blank=True)

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    terms_accepted_at = models.DateTimeField(null=True, editable=False)
    terms_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("officer"),
    )  # fmt: skip
    due_on = models.DateField(_("due on"), null=True, blank=True)
    """Until when whoever's turn it is should have acted: the institution while more is asked, else the officers."""
    verdict = models.CharField(_("recommendation"), max_length=8, choices=Verdict.choices, blank=True)
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision_reason = models.TextField(_("reason that the institution reads"), blank=True, max_length=2000)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, editable=False)
    """When it was handed in first."""
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = pgettext_lazy("to settle", "application")
        verbose_name_plural = pgettext_lazy("to settle", "applications")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(state__in=OPEN_APPLICATION), name="application_one_open",
                violation_error_message=_("The institution has an application under way already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="application_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recommended", "approved", "declined"])
                | (Q(recommended_by__isnull=False) & ~Q(verdict="")),
                name="application_recommended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False, recommended_by__isnull=False)
                & ~Q(decided_by=F("recommended_by")),
                name="application_decided_by_two",
                violation_error_message=_("A second officer decides what the first has recommended."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""), name="application_declined_has_reason",
                violation_error_message=_("Say why, in words for the institution."),
            ),
            models.CheckConstraint(
                condition=Q(terms=None, terms_accepted_at=None)
                | Q(terms__isnull=False, terms_accepted_at__isnull=False),
                name="application_terms_accepted_with_time",
            ),
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__isnull=False, months__gte=1, months__lte=120),
                name="application_months_sensible",
                violation_error_message=_("Say between 1 and 120 months."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "due_on"], name="application_queue"),
            models.Index(fields=["institution", "-created_at"], name="application_of_institution"),
        ]

    if TYPE_CHECKING:
        papers: RelatedManager["Paper"]
        requests: RelatedManager["Request"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("institutions:application", args=[self.reference])


class Revision(models.Model):
    """What an application said when it was handed in: the first time, and again with every answer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = EncryptedJSONField()
    """Every answer by task and field, and the papers by kind; see `revisions`."""
    at = models.DateTimeField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = _("revision of an application")
        verbose_name_plural = _("revisions of applications")
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class PaperKind(models.Model):
    """A kind of document that institutions hand in. Without kinds or countries it is for all of them."""

    slug = models.SlugField(unique=True)
    name = models.CharField(pgettext_lazy("of a document", "name"), max_length=150)
    hint = models.CharField(_("what exactly"), max_length=300, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Kind.choices), verbose_name=_("of these institutions"), default=list,
        blank=True,
    )  # fmt: skip
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("from these countries"), default=list, blank=True
    )
    except_countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("not from these countries"), default=list, blank=True
    )
    authorities = ArrayField(
        models.CharField(max_length=20, choices=Application.Authority.choices), verbose_name=_("with this authority"),
        default=list, blank=True,
    )  # fmt: skip
    is_required = models.BooleanField(_("required"), default=True)
    expires = models.BooleanField(_("expires on a date"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("asked for now"), default=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")

    def __str__(self) -> str:
        return str(self.name)


class Paper(models.Model):
    """A document of an application, and what the officers say of it."""

    class State(models.TextChoices):
        ADDED = "added", _("Added")
        ACCEPTED = "accepted", pgettext_lazy("document", "Accepted")
        RETURNED = "returned", pgettext_lazy("document", "Returned")
        REPLACED = "replaced", _("Replaced")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="papers")
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="of_application")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ADDED)
    reason = models.TextField(_("reason that the institution reads"), blank=True, max_length=1000)
    valid_until = models.DateField(pgettext_lazy("document", "valid until"), null=True, blank=True)
    """The last day on which the document itself holds good, as the officer read it."""
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["kind__position", "id"]
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="paper_returned_has_reason",
                violation_error_message=_("Say why, in words for the institution."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned"]) | Q(reviewed_at__isnull=False),
                name="paper_reviewed_has_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind_id}"


class Request(models.Model):
    """More information asked of an institution: prepared by the officers, then sent, then answered."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="requests")
    message = models.TextField(_("what you ask, in words for the institution"), blank=True, max_length=3000)
    due_on = models.DateField(_("answer wanted by"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, editable=False)
    """NULL while it is prepared; the institution sees nothing of it."""
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("what you would like to say"), blank=True, max_length=2000)
    """In the institution's words, with the answer; needed where something that was asked stays as it was."""

    class Meta:
        ordering = ["-id"]
        verbose_name = _("request for more information")
        verbose_name_plural = _("requests for more information")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="request_one_standing",
                violation_error_message=_("Something is being asked of the institution already."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, answered_at=None) | Q(sent_at__isnull=False, due_on__isnull=False),
                name="request_sent_has_day",
                violation_error_message=_("Say by when you want the answer."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"


class RequestItem(models.Model):
    """One thing that is asked: a task to look at again, or a document to hand in anew. It reopens only that."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="items")
    task = models.CharField(pgettext_lazy("of an application", "part"), max_length=14, choices=Task.choices)
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The kind of document, when the task is the documents."""
    reason = models.TextField(_("what is missing, in words for the institution"), max_length=1000)

    class Meta:
        ordering = ["id"]
        verbose_name = _("thing asked of an institution")
        verbose_name_plural = _("things asked of institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "task", "kind"], nulls_distinct=False, name="request_item_once",
                violation_error_message=_("This is being asked already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=None) | Q(kind__isnull=False, task="documents"), name="request_item_kind_of_document"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.request_id} {self.task}"
