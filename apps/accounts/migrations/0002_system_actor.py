"""The actor of sweeps and handlers: a row, because a key binds only when its user is not null."""

from uuid import UUID

from django.db import migrations

SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")


def make(apps, schema_editor):
    """One system actor, who cannot sign in."""
    apps.get_model("accounts", "User").objects.create(
        id=SYSTEM_ID, email="system@invalid", name="Alongside", kind="system", password="!", is_active=False
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
