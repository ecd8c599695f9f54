"""`manage.py vapid_keys [--rotate]`: the key by which push services know this installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.queries import system_actor
from apps.common.errors import DomainError
from apps.notifications.actions import make_key
from apps.notifications.models import VapidKey
from apps.notifications.queries import current_key, private_of
from apps.outbox.commands import do


class Command(BaseCommand):
    """Makes the first key, or with --rotate a new one. The private half is sealed with PUSH_KEY and never shown."""

    help = "Make the key that wakes phones; --rotate makes a new one, to which phones move when next opened."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Rotation."""
        parser.add_argument("--rotate", action="store_true", help="make a new key although there is one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make where asked, then say which is in force and how many phones still use an earlier one."""
        key = current_key()
        if key is None or options["rotate"]:
            try:
                key = do(make_key, by=system_actor())
            except DomainError as error:
                raise CommandError(error.message) from error
        if private_of(key) is None:
            raise CommandError("PUSH_KEY does not open the key in the database: set the one it was made with.")
        older = VapidKey.objects.exclude(id=key.id).filter(subscriptions__ended_at__isnull=True)
        waiting = older.filter(subscriptions__isnull=False).count()
        self.stdout.write(f"In force: {key.public}")
        self.stdout.write(f"Phones that still use an earlier key and go on being woken: {waiting}")
