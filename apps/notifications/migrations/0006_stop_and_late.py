import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.clock
import apps.common.ids


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0005_message_emptied"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="late_at",
            field=models.DateTimeField(
                help_text="what leaves after this says in its words that it is late", null=True
            ),
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=apps.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=apps.common.clock.now, editable=False)),
                (
                    "number",
                    models.CharField(help_text="as apps/common/keys.py compares numbers", max_length=10),
                ),
                ("at", models.DateTimeField(default=apps.common.clock.now)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("number",),
                        name="one_stop_for_a_number",
                    )
                ],
            },
        ),
    ]
