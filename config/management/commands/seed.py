"""`manage.py seed`: the demo's partnership, people, teams and a quiet evening. Refuses in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import seed


class Command(BaseCommand):
    """Idempotent: seeding again adds only what is missing."""

    help = "Fill the demo's database through actions. Refuses in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """--past"""
        parser.add_argument("--past", action="store_true", help="also some months of invented calls, for the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse or fill."""
        if settings.IS_PRODUCTION:
            raise CommandError("Production takes no demo data; use create_programme.")
        for line in seed.everything(with_past=options["past"]):
            self.stdout.write(line)
