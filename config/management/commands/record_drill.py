"""`manage.py record_drill`: say in the record that a backup was restored as a test and was whole."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.queries import system_actor
from apps.common.errors import DomainError
from apps.office.actions import record_drill
from apps.outbox.commands import do


class Command(BaseCommand):
    """Run on the live installation, after its backup came back on another machine. `make drill` does so by itself."""

    help = "Record that a backup was restored as a test; the administration's start page shows how long ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and how much came back."""
        parser.add_argument("--taken-at", required=True, help="when the backup was made, such as 2026-11-28T03:00Z")
        parser.add_argument("--rows", required=True, type=int, help="how many rows came back")
        parser.add_argument("--tables", required=True, type=int, help="of how many tables")
        parser.add_argument("--seconds", required=True, type=float, help="how long it took")

    def handle(self, *args: Any, **options: Any) -> None:
        """One row of the record; a time without its zone is refused."""
        try:
            at = datetime.fromisoformat(options["taken_at"])
        except ValueError as error:
            raise CommandError("--taken-at is no time such as 2026-11-28T03:00Z.") from error
        if at.tzinfo is None:
            raise CommandError("--taken-at needs its zone, such as 2026-11-28T03:00Z.")
        said = {name: options[name] for name in ("rows", "tables", "seconds")}
        try:
            do(record_drill, by=system_actor(), taken_at=at, **said)
        except DomainError as error:
            raise CommandError(f"{error.message} ({', '.join(error.data.get('fields', []))})") from error
        self.stdout.write("It is on record.")
