"""`manage.py demo_logins`: who can sign in to the demo, as JSON for the one screen that `make demo` prints."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.access.roles import FIELD, Role
from config.cast import CAST, Person


def _start(person: Person) -> str:
    """Where this person's work is."""
    if person.role == Role.ADMINISTRATOR:
        return "/admin/"
    return "/" if person.role in FIELD else "/board"


class Command(BaseCommand):
    """The demo's logins; production has none."""

    help = "Print the demo's logins as JSON. Refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """One object for each of the cast, in order of appearance."""
        if settings.IS_PRODUCTION:
            raise CommandError("Production has no demo logins.")
        rows = [
            {
                "key": person.key,
                "host": person.key,
                "name": person.name,
                "role": str(person.role),
                "agency": person.agency.name,
                "programme": person.agency.programme.name if person.has_programme else None,
                "email": person.email,
                "password": person.password,
                "path": _start(person),
            }
            for person in CAST
        ]
        self.stdout.write(json.dumps(rows, indent=2))
