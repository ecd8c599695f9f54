"""`manage.py advance 7d`: move the demo's clock forward."""

import re
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F

from apps.outbox.models import Epoch

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST: Final = 3650 * 86400


class Command(BaseCommand):
    """Adds to the one row that every process reads each second. Refused unless CLOCK_SHIFT allows it."""

    help = "Move the demo's clock forward: advance 45m, 7d. `advance 0s` shows where it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far."""
        parser.add_argument("by", help="a number and s, m, h or d")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add, then say where the clock stands."""
        if not settings.CLOCK_SHIFT:
            raise CommandError("The clock moves only where CLOCK_SHIFT is yes, never in production.")
        found = re.fullmatch(r"(\d{1,9})([smhd])", options["by"])
        if not found:
            raise CommandError("Say how far: a number and s, m, h or d, such as 7d.")
        seconds = int(found[1]) * _UNITS[found[2]]
        if seconds > _MOST:
            raise CommandError("At most ten years at once.")
        Epoch.objects.update(clock_shift_s=F("clock_shift_s") + seconds)
        shift = timedelta(seconds=Epoch.objects.get().clock_shift_s)
        self.stdout.write(f"The clock is now {shift} ahead. Processes follow within 1 s, open screens within 3 s.")
