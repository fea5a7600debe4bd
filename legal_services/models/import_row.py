"""The rows of a spreadsheet that is brought into the log, and what came of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedJSONField, Sealed
from legal_services.models.matter import Matter
from legal_services.models.person import Person
from legal_services.models.record import Import, ServiceRecord


class ImportRow(models.Model):
    """One row: what it says, encrypted, until it is in the log; and what it became, so that it can be taken out."""

    class State(models.TextChoices):
        READ = "read", _("Read")
        READY = "ready", _("Can be brought in")
        REPEATED = "repeated", _("In the log by another import")
        WRONG = "wrong", _("To be put right in the file")
        DONE = "done", _("In the log")
        KEPT = "kept", _("Changed since, and left in the log")
        UNDONE = "undone", _("Taken out")

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    """As the spreadsheet program counts its rows."""
    cells = EncryptedJSONField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    problems = models.JSONField(default=list)
    """What is wrong, as pairs of the fact and the kind of problem; never what the row says."""
    client_key = models.CharField(max_length=64, blank=True)
    """A blind index: rows with the same one are about the same client. Empty: the row stands alone."""
    matter_key = models.CharField(max_length=64, blank=True)
    content_key = models.CharField(max_length=64, blank=True)
    """A blind index of all that the row says: rows of two imports with the same one are perhaps the same session."""
    record = models.ForeignKey(ServiceRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.SET_NULL, null=True, related_name="+")
    made_person = models.BooleanField(default=False)
    made_matter = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "number"], name="import_row_state"),
            models.Index(fields=["batch", "client_key"], condition=~Q(client_key=""), name="import_row_client"),
            models.Index(fields=["batch", "matter_key"], condition=~Q(matter_key=""), name="import_row_matter"),
            models.Index(fields=["content_key"], condition=~Q(content_key=""), name="import_row_content"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"

    @property
    def said(self) -> list[str]:
        """What the cells say, while they are kept. They stay sealed: a row that is written back is not sealed anew."""
        cells = self.__dict__.get("cells")
        opened = cells.open(str(self)) if isinstance(cells, Sealed) else cells
        return opened or []
