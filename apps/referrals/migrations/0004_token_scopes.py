import django.contrib.postgres.fields
from django.db import migrations, models

import apps.referrals.models.partner


class Migration(migrations.Migration):

    dependencies = [
        ("referrals", "0003_partners"),
    ]

    operations = [
        migrations.AddField(
            model_name="partnertoken",
            name="replaced_at",
            field=models.DateTimeField(help_text="it was rotated: a newer row has the secret in use", null=True),
        ),
        migrations.AddField(
            model_name="partnertoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read", "how referrals stand, and the directory: nothing about the person"),
                        ("tell", "what the basis covers of the person; each answer is a line in the accounting"),
                        ("update", "say what becomes of a referral"),
                    ],
                    max_length=8,
                ),
                default=apps.referrals.models.partner.all_scopes,
                size=None,
            ),
        ),
    ]
