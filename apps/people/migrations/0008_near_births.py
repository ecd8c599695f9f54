"""Pairs of a name are asked by together with a year of birth, and words by their first letter and length."""

from django.db import migrations, models
from django.db.models.functions import Left, Length

YEARS = """
UPDATE people_personkey known SET year = coalesce(extract(year FROM born.date_of_birth)::int, born.birth_year)
FROM people_person born WHERE born.id = known.person_id AND left(known.key, 3) IN ('s2:', 'e2:')
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_person_written")]

    operations = [
        migrations.RunSQL(YEARS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="personkey",
            name="year",
            field=models.PositiveSmallIntegerField(
                help_text="of birth: of a common name only those near it count", null=True
            ),
        ),
        migrations.RemoveIndex(model_name="personkey", name="person_key_find"),
        migrations.AddIndex(
            model_name="personkey",
            index=models.Index(fields=["programme", "key", "year"], include=["person"], name="person_key_find"),
        ),
        migrations.AddIndex(
            model_name="nametoken", index=models.Index(Left("token", 1), Length("token"), name="people_token_first")
        ),
    ]
