import apps.common.clock
import apps.common.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "__first__"),
        ("notifications", "0003_message"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="programme",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.programme"
            ),
        ),
        migrations.CreateModel(
            name="Kept",
            fields=[
                ("id", models.UUIDField(default=apps.common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=apps.common.clock.now, editable=False)),
                ("channel", models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=5)),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("at", models.DateTimeField(default=apps.common.clock.now)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept", to="notifications.message"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["-at"], name="kept_message_newest")]},
        ),
    ]
