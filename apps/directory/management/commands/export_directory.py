"""Write a programme's directory as HSDS 3 JSON, as the standard's own API pages it."""

import json
import sys
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from apps.directory.export import count_of, services_of
from apps.directory.management.commands.import_directory import programme_of


class Command(BaseCommand):
    help = "Export the directory as HSDS 3.x JSON: services with their organizations, places, hours and room."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--out", type=Path, help="a file; without it to standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        programme, out = programme_of(options["programme"]), options["out"]
        if out is None:
            write(programme.id, sys.stdout)
            return
        with out.open("w", encoding="utf-8") as file:
            count = write(programme.id, file)
        self.stdout.write(f"{count} services of {programme.name}: {out}")


def write(programme_id: UUID, file: IO[str]) -> int:
    """One page that holds all, service by service; answers how many."""
    total = count_of(programme_id)
    page = {"total_items": total, "total_pages": 1, "page_number": 1, "size": total, "first_page": True}
    file.write(json.dumps(page | {"last_page": True, "empty": total == 0})[:-1] + ', "contents": [')
    written = 0
    for service in services_of(programme_id):
        file.write(f"{',' if written else ''}\n{json.dumps(service, ensure_ascii=False)}")
        written += 1
    file.write("\n]}\n")
    return written
