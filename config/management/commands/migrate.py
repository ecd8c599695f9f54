"""`manage.py migrate`: Django's own, as the role that owns the tables."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from config.env import django_database


class Command(migrate.Command):
    """Migrates as DATABASE_OWNER_URL where that is set, and makes the cache's table."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Swap the role, migrate, swap back."""
        owner_url = settings.ENV.database_owner_url
        connection = connections[options["database"]]
        before = connection.settings_dict
        if owner_url:
            connection.close()
            connection.settings_dict = {
                **before,
                **django_database(owner_url),
            }  # without pool and time limits
        try:
            super().handle(*args, **options)
            if not options["check_unapplied"] and not options["plan"]:
                call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
        finally:
            if owner_url:
                connection.close()
                connection.settings_dict = before
