from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_step_taken_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="note",
            name="kind",
            field=models.CharField(
                choices=[
                    ("question", "Question"),
                    ("answer", "Answer"),
                    ("times", "Times"),
                    ("call", "Call"),
                    ("undone", "Undone"),
                    ("confirmed", "Confirmed"),
                ],
                max_length=9,
            ),
        ),
    ]
