"""A report that was taken back may be filed anew, also after the signature; taking it back then keeps what it was."""

from django.db import migrations

_BEGIN = """
CREATE OR REPLACE FUNCTION encounters_report_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a report is never deleted';
    END IF;
"""
_END = """
    IF EXISTS (SELECT 1 FROM encounters_encounter WHERE id = OLD.id AND state = 'signed')
            AND (OLD.report_number <> '' OR to_jsonb(NEW) - ARRAY['version', 'report_number'] IS DISTINCT FROM
                 to_jsonb(OLD) - ARRAY['version', 'report_number']) THEN
        RAISE EXCEPTION 'the report of a signed visit is never changed; amend it';
    END IF;
    RETURN NEW;
END $$;
"""
_TAKEN_BACK = """
    IF OLD.force = '' OR (NEW.force = '' AND EXISTS (
            SELECT 1 FROM encounters_amendment WHERE encounter_id = OLD.id AND part = 'officer' AND field = 'force'
                AND was = to_jsonb(OLD.force) AND now = '""'::jsonb)) THEN
        RETURN NEW;
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('encounters', '0003_forms'),
    ]

    operations = [migrations.RunSQL(_BEGIN + _TAKEN_BACK + _END, _BEGIN + _END)]
