"""Load the sample data."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.sample import SIGN_INS
from portal.sample.loading import load


class Command(BaseCommand):
    """Fill the portal with a district to try it on."""

    help = "Load the sample places, people, activities and notices in three languages. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the consent to load it into a real portal."""
        parser.add_argument(
            "--yes-in-production",
            action="store_true",
            help="load it although ENVIRONMENT is production; the sample people cannot sign in then",
        )

    def handle(self, *args: object, yes_in_production: bool, verbosity: int, **options: Any) -> None:
        """Load it; say what is done unless told to be quiet."""
        if settings.PRODUCTION and not yes_in_production:
            message = "This is a production portal: sample data would stand among the real. Add --yes-in-production."
            raise CommandError(message)
        load(at=timezone.now(), report=self.stdout.write if verbosity else None)
        if verbosity and not settings.PRODUCTION:
            for sign_in in SIGN_INS:
                self.stdout.write("  ".join(sign_in))
