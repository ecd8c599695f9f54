"""A version of an outcome may end at a later time; until that time has come, the end may be taken back."""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION encounters_disposition_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {when}
            AND to_jsonb(NEW) - ARRAY['version', 'effective_until'] =
            to_jsonb(OLD) - ARRAY['version', 'effective_until'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of an outcome is only ended; publish the next';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('encounters', '0005_amendment_received'),
    ]

    operations = [
        migrations.RunSQL(
            BODY.format(when="(OLD.effective_until IS NULL OR OLD.effective_until > now())"),
            BODY.format(when="OLD.effective_until IS NULL"),
        ),
    ]
