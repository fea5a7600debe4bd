"""Private files: what is known about each. The content lies encrypted in the private storage."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedTextField

FOLDER = "documents"
"""Where in the private storage the files of documents lie; nothing else is there."""
EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}
"""The types that are kept, by media type, with the endings that their names may have; the first is the usual one."""


def private_storage() -> Storage:
    """A folder that no web server shows."""
    return storages["private"]


class DocumentQuerySet(models.QuerySet["Document"]):
    def kept(self) -> "DocumentQuerySet":
        """Those whose file has not been removed."""
        return self.filter(removed_at=None)

    def expired(self, day: date) -> "DocumentQuerySet":
        """Kept ones whose last day was before this one."""
        return self.kept().filter(keep_until__lt=day)

    def unscanned(self, at: datetime) -> "DocumentQuerySet":
        """Kept ones that wait for the scanner and that no worker is at work on."""
        return self.kept().filter(scan=Document.Scan.PENDING, scan_due_at__lte=at)


class Document(models.Model):
    """A private file. Its row stays when the file is removed; its name and its content do not."""

    class Scan(models.TextChoices):
        PENDING = "pending", _("Being checked")
        CLEAN = "clean", _("Checked")
        REFUSED = "refused", _("Refused by the check for viruses")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = EncryptedTextField(_("file name"), blank=True)
    """As the uploader called it, cleaned; often a person's name. Empty once the file was removed."""
    media_type = models.CharField(_("type"), max_length=30, choices=[(kind, kind) for kind in EXTENSIONS])
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64, editable=False)
    """Blind index of the content's SHA-256, by which equal files are found."""
    stored_as = models.CharField(max_length=100, blank=True, editable=False)
    """Its name in the private storage, which says nothing. Empty when there is no file any more."""
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"))
    keep_until = models.DateField(_("kept until"), null=True, blank=True)
    """The last day on which it is kept, in Beijing; the night after removes it. None leaves that to its owner."""
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    scan = models.CharField(_("check for viruses"), max_length=10, choices=Scan.choices, default=Scan.CLEAN)
    scan_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Waiting for the scanner: not before this time. A worker that takes it moves it into the future, as a lease."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(stored_as="", name__is_empty=True),
                name="document_removed_is_a_tombstone",
                violation_error_message=_("A removed document keeps neither its name nor its file."),
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=False)
                | models.Q(scan="refused", stored_as="")
                | models.Q(scan__in=("pending", "clean"), stored_as__gt=""),
                name="document_has_a_file_unless_gone",
                violation_error_message=_("A document has a file unless it was removed or refused."),
            ),
            models.CheckConstraint(
                condition=~models.Q(scan="pending") | models.Q(scan_due_at__isnull=False),
                name="document_pending_is_due",
                violation_error_message=_("A document that waits for the check for viruses has a time for it."),
            ),
            models.CheckConstraint(
                condition=models.Q(media_type__in=list(EXTENSIONS)),
                name="document_type_known",
                violation_error_message=_("Save it as PDF, JPEG, PNG or WebP and choose it again."),
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="document_not_empty",
                violation_error_message=_("The file is empty."),
            ),
            models.UniqueConstraint(
                fields=["stored_as"],
                condition=models.Q(stored_as__gt=""),
                name="document_file_of_its_own",
                violation_error_message=_("This file belongs to another document."),
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="document_digest"),
            models.Index(
                fields=["keep_until"],
                condition=models.Q(removed_at=None, keep_until__isnull=False),
                name="document_keep_until",
            ),
            models.Index(fields=["scan_due_at"], condition=models.Q(scan="pending"), name="document_scan_queue"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_available(self) -> bool:
        """Whether it can be opened now: not removed, and not waiting for or refused by the scanner."""
        return self.removed_at is None and self.scan == self.Scan.CLEAN

    @property
    def kind_in_words(self) -> str:
        """What it is, for a list."""
        return str(_("Picture")) if self.is_image else "PDF"

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, rather than a PDF."""
        return self.media_type.startswith("image/")
