"""Collect, check and compile the interface's messages."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import catalogues


class Command(BaseCommand):
    """Keep locale/ in step with the sources."""

    help = "Collect, check or compile the messages of the interface (English is the source)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one act to do."""
        parser.add_argument("act", choices=["collect", "check", "compile"])

    def handle(self, *args: object, act: str, **options: Any) -> None:
        """Do it; `check` fails with one line for each thing that is wrong."""
        if act == "collect":
            catalogues.collect(settings.BASE_DIR)
        elif act == "compile":
            catalogues.compile_catalogues(settings.BASE_DIR)
        elif found := catalogues.problems(settings.BASE_DIR):
            raise CommandError("\n".join(found))
