"""What was said of a person before, who may read a card because of joined records, and whose a plan becomes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.clock
import apps.common.ids

FORWARD = """
CREATE FUNCTION people_family(one uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id, into_id) AS (
        SELECT id, merged_into_id FROM people_person WHERE id = one
        UNION
        SELECT next.id, next.merged_into_id FROM people_person next JOIN up ON next.id = up.into_id
    ), down (id) AS (
        SELECT id FROM up WHERE into_id IS NULL
        UNION
        SELECT joined.id FROM people_person joined JOIN down ON joined.merged_into_id = down.id
    )
    SELECT array_agg(id) FROM down
$$;
"""
BACKWARD = "DROP FUNCTION people_family(uuid);"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_consent_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddField(
            model_name="person",
            name="field_marks",
            field=models.JSONField(default=dict, help_text="field -> [version, who, when] of its last change"),
        ),
        migrations.CreateModel(
            name="PersonWas",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=apps.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=apps.common.clock.now, editable=False)),
                ("field", models.CharField(max_length=20)),
                ("was", models.TextField(help_text="as it was written; empty where nothing was known")),
                ("occurred_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="was", to="people.person"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["person", "occurred_at"], name="person_was")]},
        ),
        migrations.AddField(
            model_name="planbasis",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("seen", "Seen"),
                    ("person", "Person"),
                    ("caller", "Caller"),
                    ("team", "Team"),
                    ("provider", "Provider"),
                ],
                help_text="how the clinician knows of the threat",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="handed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="handed_at",
            field=models.DateTimeField(help_text="when it last became another's", null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="taken_at",
            field=models.DateTimeField(help_text="when its new owner said that he has it", null=True),
        ),
    ]
