"""`manage.py after_restore`: once, after a backup was restored and before anybody is let in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.queries import system_actor
from apps.audit.seal import seal
from apps.notifications.actions.restored import doubt_waiting
from apps.outbox.commands import do
from apps.outbox.restored import begin_new_life, counter_needed


class Command(BaseCommand):
    """Refuses while the cluster counts below what is sealed; otherwise begins a new epoch and doubts what was due."""

    help = (
        "Say that this database was restored: phones offer their last day again, and what was due is not sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at the counter, then change both in one transaction, then seal."""
        needed = counter_needed()
        if needed is not None:
            raise CommandError(
                f"This cluster's transactions count below those of the record. Stop PostgreSQL, run"
                f" `pg_resetwal --epoch={needed >> 32} --next-transaction-id={needed & 0xFFFFFFFF} -D <folder>`,"
                " start it, and run this again (docs/operations.md)."
            )
        system = system_actor()
        with transaction.atomic():
            do(begin_new_life, by=system)
            do(doubt_waiting, by=system)
        seal()
        self.stdout.write("A new epoch has begun: phones offer again what was acknowledged in the last day.")
