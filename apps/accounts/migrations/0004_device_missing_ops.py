from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_device_report'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='missing_ops',
            field=models.JSONField(default=list, help_text='ranges [first, last] that never arrived'),
        ),
    ]
