"""Let a partner's own system in over FHIR, give it another secret, or shut it out."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.common.clock import stamp
from apps.common.errors import DomainError
from apps.outbox.commands import do
from apps.referrals.actions import tokens
from apps.referrals.models import PartnerToken, Scope


class Command(BaseCommand):
    help = "Make, rotate, revoke or list the tokens of partners' systems. A secret is shown once; its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        make = parts.add_parser("make", help="for a new system")
        make.add_argument("name", help="whose system it is, as it is written in the accounting of disclosures")
        make.add_argument("services", nargs="+", type=UUID, help="ids of the services that it speaks for")
        make.add_argument("--programme", default="", help="slug; may be left out where there is only one")
        make.add_argument(
            "--scopes", nargs="+", choices=Scope.values, default=Scope.values, help="usually all of them"
        )
        make.add_argument("--days", type=int, help="until it opens nothing; left out: until it is revoked")
        for what, words in (("rotate", "another secret; the old one opens for a day"), ("revoke", "shut it out now")):
            parts.add_parser(what, help=words).add_argument("token", type=UUID, help="its id")
        parts.add_parser("list", help="all of them, with when each was used")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['what']}")(options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def _make(self, options: dict[str, Any]) -> None:
        slug = options["programme"]
        programmes = list(Programme.objects.filter(slug=slug) if slug else Programme.objects.all()[:2])
        if len(programmes) != 1:
            raise CommandError("Name one programme with --programme.")
        asked = {"programme_id": programmes[0].id, "name": options["name"], "services": options["services"]}
        self._show(tokens.make_token, **asked, scopes=options["scopes"], days=options["days"])

    def _rotate(self, options: dict[str, Any]) -> None:
        self._show(tokens.rotate_token, token_id=options["token"])

    def _show(self, action: Any, **asked: Any) -> None:
        secret = tokens.new_secret()
        row: PartnerToken = do(action, by=system_actor(), secret=secret, **asked)
        self.stdout.write(f"{row.id}  {row.name}\n{secret}\nIt is shown this once. Hand it over by a safe way.")

    def _revoke(self, options: dict[str, Any]) -> None:
        row: PartnerToken = do(tokens.revoke_token, by=system_actor(), token_id=options["token"])
        self.stdout.write(f"{row.name} is shut out.")

    def _list(self, options: dict[str, Any]) -> None:
        for row in PartnerToken.objects.order_by("created_at"):
            state = "revoked" if row.revoked_at else f"until {stamp(row.expires_at)}" if row.expires_at else "open"
            used = stamp(row.last_used_at) or "never used"
            scopes = "+".join(row.scopes)
            self.stdout.write(f"{row.id}  {row.name}  {len(row.services)} services  {state}  {scopes}  {used}")
