"""Nobody changes the record: triggers for everyone, grants for the app's role."""

from django.conf import settings
from django.db import migrations

FORWARD = """
ALTER TABLE audit_auditevent ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_auditevent_txid ON audit_auditevent (txid, id);

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""

BACKWARD = """
DROP TRIGGER audit_event_append_only ON audit_auditevent;
DROP TRIGGER audit_seal_append_only ON audit_auditseal;
DROP FUNCTION audit_refuse_change();
DROP INDEX audit_auditevent_txid;
ALTER TABLE audit_auditevent DROP COLUMN txid;
"""


def restrict_app_role(apps, schema_editor):
    """Where the app runs as a role of its own, it may add and read, nothing else."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [settings.APP_ROLE])
        current, exists = cursor.fetchone()
        if exists and current != settings.APP_ROLE:
            role = schema_editor.connection.ops.quote_name(settings.APP_ROLE)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditevent, audit_auditseal FROM {role}")
            cursor.execute(f"GRANT SELECT, INSERT ON audit_auditevent, audit_auditseal TO {role}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(restrict_app_role, migrations.RunPython.noop),
    ]
