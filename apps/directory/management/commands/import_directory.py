"""Take another directory in: HSDS 3 (JSON or tables), or CSV in the shape of Ohana and iCarol."""

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.directory.imports import run
from apps.directory.imports.items import BadSource, Item


class Command(BaseCommand):
    help = "Import a directory of services. Again changes nothing; what people were told is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a .json file, or a folder with .json files or .csv tables")
        parser.add_argument("--source", required=True, help="a short name of this directory, the same each time")
        parser.add_argument("--programme", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--report", type=Path, help="where refused rows go (default: SOURCE.refused.csv, here)")
        parser.add_argument(
            "--vanish-all", action="store_true", help="also when more than 30 %% of the known rows are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, source = options["path"], options["source"]
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        if not 1 <= len(source) <= 40:
            raise CommandError("--source is a name of 1 to 40 letters.")
        programme, refused = programme_of(options["programme"]), list[tuple[str, int, str]]()

        def refuse(item: Item, reason: str) -> None:
            refused.append((item.file, item.number, reason))

        try:
            summary = run.take(
                path,
                source=source,
                programme_id=programme.id,
                by=system_actor(),
                refuse=refuse,
                progress=self._progress,
                vanish_all=options["vanish_all"],
            )
        except BadSource as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. What was taken stays; run it again to go on.") from error
        self._say(source, programme, summary)
        if refused:
            report: Path = options["report"] or Path(f"{source}.refused.csv")
            with report.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([("file", "row", "reason"), *refused])
            self.stdout.write(f"Refused rows: {report}")

    def _progress(self, rows: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{rows} rows", ending="")

    def _say(self, source: str, programme: Programme, summary: run.Summary) -> None:
        self.stdout.write(f"{source} into {programme.name}:")
        for kind in run.ORDER:
            parts = ("new", "changed", "known", "vanished", "refused")
            counts: dict[str, Counter[str]] = {part: getattr(summary, part) for part in parts}
            self.stdout.write(f"  {kind}s: " + ", ".join(f"{counts[part][kind]} {part}" for part in parts) + ".")
        others = {kind: n for kind, n in summary.refused.items() if kind not in run.ORDER}
        if others:
            self.stdout.write("  refused in other tables: " + ", ".join(f"{n} {kind}" for kind, n in others.items()))
        if summary.nameless:
            self.stdout.write(f"  {summary.nameless} services name no organization; each is kept under its own name.")
        for kind, n in summary.kept.items():
            self.stdout.write(f"  {n} {kind}s are missing: too many at once, so they stay. Is the file whole?")


def programme_of(slug: str) -> Programme:
    """The programme of this slug, or the only one. CommandError names those there are."""
    found = list(Programme.objects.filter(slug=slug) if slug else Programme.objects.all()[:2])
    if len(found) != 1:
        known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"Name one programme with --programme. There are: {known or 'none'}.")
    return found[0]
