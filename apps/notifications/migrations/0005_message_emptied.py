from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0004_messages_of_a_programme"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="emptied_at",
            field=models.DateTimeField(help_text="address, gaps and secret are gone; that it left stays", null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("emptied_at__isnull", True)), fields=["ended_at"], name="message_to_empty"
            ),
        ),
    ]
