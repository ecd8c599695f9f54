"""What was submitted is not rewritten, by nobody: the words of a plan change in a draft only, and no row is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_plan_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a plan is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.status <> 'draft' AND
       (NEW.person_id, NEW.number, NEW.language, NEW.with_person, NEW.looks, NEW.helps, NEW.worse, NEW.first_words,
        NEW.calls, NEW.hazards, NEW.review_on, NEW.written_by_id, NEW.writers)
       IS DISTINCT FROM
       (OLD.person_id, OLD.number, OLD.language, OLD.with_person, OLD.looks, OLD.helps, OLD.worse, OLD.first_words,
        OLD.calls, OLD.hazards, OLD.review_on, OLD.written_by_id, OLD.writers)
    THEN
        RAISE EXCEPTION 'the words of a submitted plan do not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.approved_at IS NOT NULL AND
       (NEW.approved_at, NEW.approved_by_id) IS DISTINCT FROM (OLD.approved_at, OLD.approved_by_id)
    THEN
        RAISE EXCEPTION 'an approval does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_plan_words BEFORE UPDATE OR DELETE ON people_plan
    FOR EACH ROW EXECUTE FUNCTION people_plan_keep_words();
"""

BACKWARD = """
DROP TRIGGER people_plan_words ON people_plan;
DROP FUNCTION people_plan_keep_words();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_plan")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
