"""Handing in documents."""

from commons.documents.forms import UploadField
from commons.lib.forms import RefusableForm


class PapersForm(RefusableForm):
    """Files of one kind of document."""

    files = UploadField()  # type: ignore[assignment]
    use_required_attribute = False

    def take(self, *, held: int) -> None:
        """Say how many files of the kind there are already."""
        self.fields["files"].held = held  # type: ignore[attr-defined]
