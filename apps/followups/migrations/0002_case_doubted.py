from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="doubted_at",
            field=models.DateTimeField(
                help_text="when the outcome was amended to one that asks for no case: its owner decides", null=True
            ),
        ),
    ]
