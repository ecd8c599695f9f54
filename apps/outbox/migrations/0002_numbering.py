"""Number deliveries at commit: one deferred trigger, counters locked last and in order (architecture §5.1)."""

import uuid

from django.db import migrations

FORWARD = """
ALTER TABLE outbox_delivery ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX outbox_delivery_unnumbered ON outbox_delivery (tx) WHERE seq IS NULL;
ALTER TABLE outbox_stream SET (fillfactor = 30);

CREATE FUNCTION outbox_number_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here xid8 := pg_current_xact_id();
BEGIN
    -- The first row of a transaction numbers all of them; the later firings find nothing left to do.
    IF NOT EXISTS (SELECT 1 FROM outbox_delivery WHERE tx = here AND seq IS NULL) THEN
        RETURN NULL;
    END IF;
    INSERT INTO outbox_stream (name, seq)
        SELECT DISTINCT stream, 0 FROM outbox_delivery WHERE tx = here AND seq IS NULL ORDER BY 1
        ON CONFLICT DO NOTHING;
    -- In name order, so that two transactions never wait for one another in a circle.
    PERFORM 1 FROM outbox_stream
        WHERE name IN (SELECT stream FROM outbox_delivery WHERE tx = here AND seq IS NULL)
        ORDER BY name FOR UPDATE;
    WITH numbered AS (
        -- Alerts first: they leave in a frame of their own, before the rest of their transaction is put together.
        SELECT d.id, s.seq + row_number() OVER (
            PARTITION BY d.stream ORDER BY d.kind <> 'alert', d.queued_at, d.id) AS n
        FROM outbox_delivery d JOIN outbox_stream s ON s.name = d.stream
        WHERE d.tx = here AND d.seq IS NULL
    ), done AS (
        UPDATE outbox_delivery d SET seq = numbered.n FROM numbered WHERE numbered.id = d.id
        RETURNING d.stream, d.seq
    ), newest AS (
        SELECT stream, max(seq) AS seq FROM done GROUP BY stream
    )
    UPDATE outbox_stream s SET seq = newest.seq FROM newest WHERE newest.stream = s.name;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER outbox_number AFTER INSERT ON outbox_delivery
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION outbox_number_deliveries();
"""

BACKWARD = """
DROP TRIGGER outbox_number ON outbox_delivery;
DROP FUNCTION outbox_number_deliveries();
DROP INDEX outbox_delivery_unnumbered;
ALTER TABLE outbox_delivery DROP COLUMN tx;
"""


def first_epoch(apps, schema_editor):
    """A database's first life."""
    epoch = apps.get_model("outbox", "Epoch")
    epoch.objects.create(id=1, value=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(first_epoch, migrations.RunPython.noop),
    ]
