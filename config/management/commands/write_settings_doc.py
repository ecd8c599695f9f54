"""`manage.py write_settings_doc`: docs/settings.md from config/env.py."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.env import as_markdown


class Command(BaseCommand):
    """Writes docs/settings.md, or with --check says whether it is up to date."""

    help = "Write docs/settings.md from config/env.py."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when the file is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        target = Path(settings.BASE_DIR) / "docs" / "settings.md"
        text = as_markdown()
        if options["check"]:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                raise CommandError("docs/settings.md is out of date; run `make docs`.")
            return
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
