import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.clock

HOW = [
    ("phone", "phone"),
    ("on_site", "on_site"),
    ("website", "website"),
    ("link", "link"),
    ("import", "import"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0005_agencies"),
        ("directory", "0002_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="changed_at",
            field=models.DateTimeField(default=apps.common.clock.now, help_text="last written: partners ask what is new"),
        ),
        migrations.AddField(
            model_name="service",
            name="changed_at",
            field=models.DateTimeField(default=apps.common.clock.now, help_text="last written: partners ask what is new"),
        ),
        migrations.AddField(
            model_name="service",
            name="sud_proposed",
            field=models.BooleanField(default=False, help_text="what an import guessed from its name: a proposal"),
        ),
        migrations.AddField(
            model_name="service",
            name="sud_reviewed_at",
            field=models.DateTimeField(help_text="a person has said whether is_sud is so", null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="sud_reviewed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="handoff_fax",
            field=models.CharField(blank=True, help_text="where a printed request is faxed", max_length=32),
        ),
        migrations.AddField(
            model_name="service",
            name="handoff_told_by",
            field=models.CharField(blank=True, help_text="who there gave these addresses", max_length=120),
        ),
        migrations.AddField(
            model_name="service",
            name="handoff_how",
            field=models.CharField(blank=True, choices=HOW, help_text="heard or seen there: verified", max_length=8),
        ),
        migrations.AddField(
            model_name="service",
            name="handoff_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="handoff_at",
            field=models.DateTimeField(help_text="when they were written", null=True),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(
                condition=models.Q(("sud_proposed", True), ("sud_reviewed_at__isnull", True)),
                fields=["programme", "name"],
                name="service_sud_to_review",
            ),
        ),
        migrations.RunSQL(
            "UPDATE directory_service SET sud_proposed = is_sud WHERE source <> ''", migrations.RunSQL.noop
        ),
    ]
