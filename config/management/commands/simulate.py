"""`manage.py simulate --day`: a synthetic day through the public API of a running demo."""

import logging
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.cast import CALDER


class Command(BaseCommand):
    """Plays, prints a short table, checks what must hold. Exits 1 and lists what does not. Refuses in production."""

    help = "Play a synthetic day on the running demo, as real clients do, and check that nothing is lost or doubled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, how fast, which day."""
        parser.add_argument("--day", action="store_true", help="the whole day; otherwise name --minutes")
        parser.add_argument("--minutes", type=float, help="simulated minutes from --from on")
        parser.add_argument("--from", dest="begins", type=float, default=None, help="hour to begin at")
        parser.add_argument("--calls", type=int, help="at most so many calls")
        parser.add_argument("--speed", type=float, default=60.0, help="simulated seconds in a real one (60)")
        parser.add_argument("--busy", type=float, default=1.0, help="times as many calls as were counted")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same plan")
        parser.add_argument("--teams", type=int, default=6, help="how many teams ride (1-6)")
        parser.add_argument("--programme", default="calder-county", help="slug of the demo's programme")
        parser.add_argument("--url", default="", help="where the demo is; http://127.0.0.1:PORT")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse, or play and check."""
        if settings.IS_PRODUCTION:
            raise CommandError("Production has no synthetic day: it would alarm real people.")
        if options["programme"] != "calder-county":
            raise CommandError(f"The city's people work in {CALDER.name} (calder-county).")
        if not options["day"] and not options["minutes"]:
            raise CommandError("Say --day, or how many --minutes.")
        if options["speed"] <= 0 or not 1 <= options["teams"] <= 6:
            raise CommandError("--speed is more than 0, --teams is 1 to 6.")
        try:
            wrong = self._play(options)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. What was under way stays on the board.") from error
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} thing(s) that must not be.")
        self.stdout.write("Nothing lost, nothing doubled, nothing with the wrong person; the record is whole.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()  # also when it is a file that somebody follows

    def _play(self, options: dict[str, Any]) -> list[str]:
        # Its HTTP client is no part of production, where this command has refused before.
        from config.simulator import city, crews, plan, verdict  # noqa: PLC0415

        phones = [key for crew in crews.CREWS[: options["teams"]] for key in crew[2:]]
        begins = options["begins"] if options["begins"] is not None else 0.0 if options["day"] else 13.0
        lasts = 24 * plan.HOUR if options["day"] else options["minutes"] * 60
        drawn = plan.draw(
            options["seed"],
            phones=phones,
            begins=begins * plan.HOUR,
            lasts=lasts,
            most=options["calls"],
            busy=options["busy"],
        )
        url = options["url"] or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
        self.stdout.write(
            f"{len(drawn.calls)} calls, {len(phones)} phones, seed {drawn.seed}, {options['speed']:g} times as fast"
        )
        played = city.City(url, drawn, options["speed"], options["teams"], self._say).play()
        for line in verdict.table(played):
            self.stdout.write(line)
        return verdict.violations(played)
