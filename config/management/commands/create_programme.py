"""`manage.py create_programme NAME --admin EMAIL`: a programme, its first administrator, and a link for them."""

import secrets
from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.access import Role
from apps.accounts import actions
from apps.accounts.queries import LINK_LIFE, system_actor
from apps.common.errors import DomainError
from apps.encounters.actions import start_list
from apps.outbox.commands import do


class Command(BaseCommand):
    """Makes both or neither, and prints a one-time link. Only the link's hash is kept."""

    help = "Make a programme and its first administrator; prints a one-time link to set the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, address, zone."""
        parser.add_argument("name")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="who administers it")
        parser.add_argument("--admin-name", default="", help="the person's name; the address until told")
        parser.add_argument("--time-zone", default="America/Los_Angeles", metavar="ZONE")
        parser.add_argument("--url", default="", help="where the app is reached, such as https://board.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, then print."""
        if options["time_zone"] not in available_timezones():
            raise CommandError(f"{options['time_zone']} is no time zone such as America/Los_Angeles.")
        token = secrets.token_urlsafe(32)
        try:
            with transaction.atomic():
                self._make(options, actions.hash_of(token))
        except DomainError as error:
            fields = error.data.get("fields", [])
            raise CommandError("That is no e-mail address." if "email" in fields else error.message) from error
        hours = int(LINK_LIFE.total_seconds() // 3600)
        self.stdout.write(f"{options['name']} is made. {options['admin']} sets a password here, within {hours} h:")
        self.stdout.write(f"{options['url'].rstrip('/')}/welcome#{token}")

    def _make(self, options: dict[str, Any], token_hash: str) -> None:
        system = system_actor()
        programme = do(actions.create_programme, by=system, name=options["name"], time_zone=options["time_zone"])
        do(start_list, by=system, programme_id=programme.id)
        user = do(
            actions.create_user,
            by=system,
            email=options["admin"],
            name=options["admin_name"] or options["admin"].split("@")[0],
            token_hash=token_hash,
        )
        do(
            actions.grant_membership,
            by=system,
            user_id=user.id,
            role=Role.ADMINISTRATOR,
            programme_id=programme.id,
        )
