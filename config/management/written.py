"""Commands that write files from the code, or with --check say whether they are up to date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class WritingCommand(BaseCommand):
    """Subclasses answer `files`: path below the checkout -> text."""

    requires_system_checks = ()

    def files(self) -> dict[str, str]:
        """What should stand there."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        root = Path(settings.BASE_DIR)
        stale = [
            name
            for name, text in self.files().items()
            if not (root / name).exists() or (root / name).read_text(encoding="utf-8") != text
        ]
        if options["check"]:
            if stale:
                raise CommandError(f"Out of date: {', '.join(stale)}. Run `make docs`.")
            return
        for name in stale:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(self.files()[name], encoding="utf-8")
            self.stdout.write(f"wrote {name}")
