"""Take a CAD export (CSV) in as history, or let its mental-health calls come in live."""

import csv
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.incidents.imports import history, live
from apps.incidents.imports.mapping import BadMapping, load, shipped
from apps.incidents.imports.reader import Line

WIDTH = 30


class Command(BaseCommand):
    help = "Import past calls from a CAD export. Again changes nothing; an overlapping file adds only what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help=f"a .toml file, or one of: {', '.join(shipped())}")
        parser.add_argument("--programme", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--report", type=Path, help="where refused rows go (default: FILE.refused.csv, here)")
        parser.add_argument("--live", action="store_true", help="mental-health calls come in as new ones, now")
        parser.add_argument("--speed", type=float, default=60.0, help="how many times faster than they came")
        parser.add_argument("--limit", type=int, help="with --live: stop after so many calls")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if options["speed"] <= 0:
            raise CommandError("--speed must be more than 0.")
        programme = self._programme(options["programme"])
        try:
            if options["live"]:
                self._live(path, programme, options)
            else:
                self._history(path, programme, options)
        except BadMapping as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. What was taken stays; run it again to go on.") from error

    def _programme(self, slug: str) -> Programme:
        found = Programme.objects.filter(slug=slug) if slug else Programme.objects.all()[:2]
        programmes = list(found)
        if len(programmes) != 1:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Name one programme with --programme. There are: {known or 'none'}.")
        return programmes[0]

    def _history(self, path: Path, programme: Programme, options: dict[str, Any]) -> None:
        mapping = load(options["mapping"])
        report: Path = options["report"] or Path(f"{path.name}.refused.csv")
        refused: list[tuple[int, str]] = []
        size = path.stat().st_size

        def refuse(line: Line, reason: str) -> None:
            refused.append((line.number, reason))

        summary = history.take(
            path,
            mapping,
            programme_id=programme.id,
            by=system_actor(),
            progress=lambda done: self._bar(done, size),
            refuse=refuse,
        )
        self._bar(size, size)
        self._end_bar()
        self.stdout.write(
            f"{mapping.name} into {programme.name}: {summary.read} read, {summary.taken} taken,"
            f" {summary.known} known, {summary.refused} refused."
        )
        for what, counts in (("types", summary.unknown_types), ("outcomes", summary.unknown_outcomes)):
            if counts:
                listed = ", ".join(f"{code} ({n})" for code, n in counts.most_common(12))
                more = f" and {len(counts) - 12} more" if len(counts) > 12 else ""
                self.stdout.write(f"Kept as they came, not in the mapping: {what} {listed}{more}.")
        if refused:
            with report.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([("row", "reason"), *refused])
            self.stdout.write(f"Refused rows: {report}")

    def _live(self, path: Path, programme: Programme, options: dict[str, Any]) -> None:
        mapping = load(options["mapping"])

        def heard(number: int, total: int) -> None:
            self._bar(number, total)

        count = live.replay(
            path,
            mapping,
            programme_id=programme.id,
            by=system_actor(),
            speed=options["speed"],
            limit=options["limit"],
            heard=heard,
        )
        self._end_bar()
        self.stdout.write(f"{count} calls came in on the board of {programme.name}.")

    def _bar(self, done: int, size: int) -> None:
        share = min(1.0, done / size) if size else 1.0
        filled = int(share * WIDTH)
        if sys.stderr.isatty() or share >= 1:
            self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}", ending="")

    def _end_bar(self) -> None:
        self.stderr.write("")
