"""Files of a matter: what the client handed in, and what was handed over to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.documents.models import Document
from legal_services.models.matter import Matter


class MatterDocument(models.Model):
    """A private file of a matter. Those assigned open it; clerks see that it is there."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="documents")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="of_matter")
    is_for_client = models.BooleanField(_("for the client"), default=False)
    handed_over_at = models.DateTimeField(null=True)
    """Since when the client may open it under *My matters*."""

    class Meta:
        ordering = ["id"]
        verbose_name = _("document of a matter")
        verbose_name_plural = _("documents of matters")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_over_at=None) | Q(is_for_client=True), name="matter_document_handed_over_is_theirs"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document_id)
