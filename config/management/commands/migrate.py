"""`manage.py migrate`: Django's own, as the role that owns the tables."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.env import django_database

AUDITOR = "alongside_auditor"


class Command(migrate.Command):
    """Migrates as DATABASE_OWNER_URL where that is set, makes the cache's table, gives each role its rights."""

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
            if owner_url:
                self._let_the_app_use_new_tables(connection)
            super().handle(*args, **options)
            if not options["check_unapplied"] and not options["plan"]:
                call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
                self._let_the_auditor_read(connection)
        finally:
            if owner_url:
                connection.close()
                connection.settings_dict = before

    @staticmethod
    def _let_the_app_use_new_tables(connection: BaseDatabaseWrapper) -> None:
        """Before they are made, so that a migration can take rights away again, as those of the record do."""
        role = connection.ops.quote_name(settings.APP_ROLE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [settings.APP_ROLE])
            if cursor.fetchone()[0]:
                give = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
                cursor.execute(f"{give} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}")
                cursor.execute(f"{give} USAGE, SELECT ON SEQUENCES TO {role}")

    @staticmethod
    def _let_the_auditor_read(connection: BaseDatabaseWrapper) -> None:
        """Only where the role exists; operators may name it so, or grant the same by hand."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [AUDITOR])
            if cursor.fetchone()[0]:
                for model in apps.get_app_config("audit").get_models():
                    cursor.execute(f"GRANT SELECT ON {connection.ops.quote_name(model._meta.db_table)} TO {AUDITOR}")
