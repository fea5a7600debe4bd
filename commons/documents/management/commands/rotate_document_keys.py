"""`manage.py rotate_document_keys`: what it takes to let go of an old key."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons.documents.services.rotation import Unreadable, rotate_all


class Command(BaseCommand):
    """Encrypt every confidential text and file anew with the newest key."""

    help = "Encrypt every confidential text and file anew with the first of DOCUMENT_KEYS. Can be stopped and repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how much there was."""
        try:
            counts = rotate_all()
        except Unreadable as error:
            self._tell(error.counts)
            raise CommandError(error) from error
        self._tell(counts)
        self.stdout.write("Nothing is left under another key: the old ones can be taken out of DOCUMENT_KEYS.")

    def _tell(self, counts: Counter[str]) -> None:
        for place, number in sorted(counts.items()):
            if number:
                self.stdout.write(f"{place}: {number} rewritten")
