"""The service centre for goods from Korea and Japan: enquiries, and the showcase of products."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from commons.documents.fields import EncryptedTextField
from commons.documents.models import Document
from commons.lib.languages import Language
from commons.pictures.models import Picture
from institutions.models.institution import Institution
from institutions.querysets import EnquiryMessageQuerySet, EnquiryQuerySet, ProductQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Enquiry(models.Model):
    """A question to the service centre, answered in a thread by an officer who owns it."""

    class Category(models.TextChoices):
        IMPORT = "import", pgettext_lazy("goods", "Import")
        CUSTOMS = "customs", _("Customs")
        DISPLAY = "display", _("Display of goods")
        SUPPLIER = "supplier", _("Matching a supplier")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("enquiry", "With the service centre")
        ANSWERED = "answered", pgettext_lazy("enquiry", "Answered")
        CLOSED = "closed", pgettext_lazy("enquiry", "Closed")

    reference = models.CharField(max_length=20, unique=True)
    category = models.CharField(pgettext_lazy("goods", "what it is about"), max_length=8, choices=Category.choices)
    subject = EncryptedTextField(_("subject"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries",
        verbose_name=_("institution"),
    )  # fmt: skip
    """NULL when a person asks for themselves."""
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="goods_enquiries"
    )
    language = models.CharField(_("language of messages"), max_length=10, choices=Language.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("officer"),
    )  # fmt: skip
    due_at = models.DateTimeField(null=True)
    """Until when the service centre should have answered; NULL when it is not its turn."""
    asked_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("enquiry about goods")
        verbose_name_plural = _("enquiries about goods")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", due_at__isnull=False) | Q(state__in=["answered", "closed"], due_at=None),
                name="enquiry_open_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="enquiry_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="enquiry_queue")]

    if TYPE_CHECKING:
        messages: RelatedManager["EnquiryMessage"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("institutions:enquiry", args=[self.reference])

    def is_late(self, at: datetime) -> bool:
        """Whether the service centre should have answered by now."""
        return self.due_at is not None and self.due_at <= at


class EnquiryMessage(models.Model):
    """One contribution to an enquiry; an internal one is for officers only."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    text = EncryptedTextField(_("message"))
    is_internal = models.BooleanField(_("for colleagues only"), default=False)
    by_officer = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(editable=False)

    objects = EnquiryMessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("message of an enquiry")
        verbose_name_plural = _("messages of enquiries")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(by_officer=True), name="enquiry_message_internal_by_officer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.pk}"


class EnquiryFile(models.Model):
    """A private file that belongs to a message of an enquiry."""

    message = models.ForeignKey(EnquiryMessage, on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="of_enquiry")

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of an enquiry")
        verbose_name_plural = _("files of enquiries")

    def __str__(self) -> str:
        return str(self.document_id)


class Product(models.Model):
    """Something that an institution shows in the showcase. An officer looks at it before the public does."""

    class Category(models.TextChoices):
        FOOD = "food", pgettext_lazy("product", "Food and drink")
        COSMETICS = "cosmetics", pgettext_lazy("product", "Cosmetics")
        HOUSEHOLD = "household", pgettext_lazy("product", "Household")
        CLOTHING = "clothing", pgettext_lazy("product", "Clothing")
        ELECTRONICS = "electronics", pgettext_lazy("product", "Electronics")
        MACHINERY = "machinery", pgettext_lazy("product", "Machinery")
        OTHER = "other", pgettext_lazy("product", "Other")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("product", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("product", "Waiting for review")
        PUBLISHED = "published", pgettext_lazy("product", "Public")
        RETURNED = "returned", pgettext_lazy("product", "Returned")
        WITHDRAWN = "withdrawn", pgettext_lazy("product", "Taken out")

    slug = models.SlugField(_("address on the site"), unique=True, max_length=80)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="products")
    category = models.CharField(pgettext_lazy("of a product", "kind"), max_length=11, choices=Category.choices)
    origin = CountryField(_("made in"))
    name = models.CharField(pgettext_lazy("of a product", "name"), max_length=120)
    description = models.TextField(_("description"), max_length=2000)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    reason = models.TextField(_("reason that the institution reads"), blank=True, max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("product of the showcase")
        verbose_name_plural = _("showcase of products")
        constraints = [
            models.CheckConstraint(condition=Q(slug=Lower("slug")), name="product_slug_lower_case"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="product_published_was_reviewed",
                violation_error_message=_("An officer looks at a product before it is public."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="product_returned_has_reason",
                violation_error_message=_("Say why, in words for the institution."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-published_at"], name="product_shown")]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("institutions:product", args=[self.slug])
