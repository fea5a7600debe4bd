"""Load large data for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.sample import legal_volume, volume


class Command(BaseCommand):
    """Fill a portal with as many registrations and service records as a large district has."""

    help = "Add large sample data in bulk. A portal in production refuses it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the amounts."""
        parser.add_argument("--registrations", type=int, default=100_000, help="how many registrations (100000)")
        parser.add_argument("--events", type=int, default=2_000, help="for how many activities (2000)")
        parser.add_argument("--residents", type=int, default=20_000, help="by how many residents (20000)")
        parser.add_argument(
            "--service-records", type=int, default=0,
            help="how many sessions of the legal service area, with their people, matters and appointments (0)",
        )  # fmt: skip

    def handle(
        self,
        *args: object,
        registrations: int,
        events: int,
        residents: int,
        service_records: int,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Load it; say how long it took."""
        amounts = volume.Amounts(registrations, events, residents)
        if settings.PRODUCTION:
            message = "This is a production portal: made-up residents would stand among the real."
            raise CommandError(message)
        if min(registrations, service_records) < 0 or min(events, residents) < 1:
            message = "Give at least one activity and one resident, and no negative amount."
            raise CommandError(message)
        if amounts.parties > residents:
            message = (
                f"{registrations} registrations for {events} activities need {amounts.parties} residents or more: "
                "a person registers for an activity once."
            )
            raise CommandError(message)
        began = time.monotonic()
        at = timezone.now()
        volume.load(amounts, at=at)
        volume.measure_tables()
        if service_records:
            legal_volume.load_legal(service_records, at=at)
            legal_volume.measure_legal_tables()
        if verbosity:
            self.stdout.write(
                f"{registrations} registrations, {events} activities, {residents} residents, "
                f"{service_records} service records in {time.monotonic() - began:.1f} s"
            )
