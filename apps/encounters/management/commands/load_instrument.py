"""Load a FHIR R4 Questionnaire that this programme may use, or offer one no more."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.common.errors import DomainError
from apps.common.guard import parse_json
from apps.encounters import actions
from apps.encounters.models import Instrument
from apps.outbox.commands import do


class Command(BaseCommand):
    help = "Load a questionnaire as the next version. The same file again changes nothing. None ships."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a FHIR R4 Questionnaire as JSON")
        parser.add_argument(
            "--side", type=Path, help="JSON: languages, score, bands, licence (default: FILE.side.json)"
        )
        parser.add_argument("--programme", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--retire", action="store_true", help="offer it no more, instead of loading it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        programme = self._programme(options["programme"])
        questionnaire = self._json(path)
        if options["retire"]:
            self._retire(questionnaire, programme)
            return
        side = self._json(options["side"] or path.with_name(f"{path.stem}.side.json"))
        try:
            made: Instrument = do(
                actions.load_instrument,
                by=system_actor(),
                questionnaire=questionnaire,
                side=side,
                programme_id=programme.id,
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        until = made.permitted_until or "without end"
        self.stdout.write(
            f"{made.title} is version {made.number} in {programme.name}."
            f" {made.holder}; {made.permitted_by}; until: {until}."
        )

    def _json(self, path: Path) -> Any:
        if not path.is_file():
            raise CommandError(f"There is no file {path}. The licence record is in the side file.")
        try:
            return parse_json(path.read_bytes())
        except DomainError as error:
            raise CommandError(f"{path}: {error.message}") from error

    def _programme(self, slug: str) -> Programme:
        programmes = list(Programme.objects.filter(slug=slug) if slug else Programme.objects.all()[:2])
        if len(programmes) != 1:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Name one programme with --programme. There are: {known or 'none'}.")
        return programmes[0]

    def _retire(self, questionnaire: Any, programme: Programme) -> None:
        url = questionnaire.get("url") if isinstance(questionnaire, dict) else None
        found = Instrument.objects.filter(programme=programme, url=str(url), retired_at__isnull=True).first()
        if found is None:
            raise CommandError(f"{programme.name} offers nothing by the name {str(url)[:200]}.")
        do(actions.retire_instrument, by=system_actor(), instrument_id=found.id)
        self.stdout.write(f"Version {found.number} is offered no more. What was answered to it stays readable.")
