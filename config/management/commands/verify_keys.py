"""`manage.py verify_keys`: whether the keys of the environment open what lies sealed in the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.notifications.models import Message, VapidKey
from apps.notifications.outgoing.seal import opened
from apps.notifications.queries import private_of


class Command(BaseCommand):
    """Opens every sealed column and shows none."""

    help = "Check that PUSH_KEY and MESSAGE_KEY open what was sealed with them; exits 1 and says which does not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Try each row."""
        keys = list(VapidKey.objects.all())
        messages = list(Message.objects.exclude(sealed=b"").only("id", "sealed"))
        closed = {
            "PUSH_KEY": sum(private_of(key) is None for key in keys),
            "MESSAGE_KEY": sum(opened(bytes(row.sealed), row.id, settings.MESSAGE_KEY) is None for row in messages),
        }
        problems = [f"{name} does not open {count} row(s)" for name, count in closed.items() if count]
        if problems:
            raise CommandError("; ".join(problems) + ". Set the key with which they were sealed.")
        self.stdout.write(f"The keys open everything: {len(keys)} push keys, {len(messages)} sealed messages.")
