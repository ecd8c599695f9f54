import apps.common.clock
import apps.common.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_agencies'),
        ('incidents', '0005_visit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MatrixDraft',
            fields=[
                ('id', models.UUIDField(default=apps.common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=apps.common.clock.now, editable=False)),
                ('content', models.JSONField(help_text='a whole matrix; it may be wrong until it is submitted')),
                ('effective_from', models.DateTimeField(help_text='null: from the moment it is approved', null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('published', 'Published'), ('dropped', 'Dropped')], default='draft', max_length=9)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('words', models.CharField(blank=True, help_text='why it was sent back; of rules, never of people', max_length=300)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.programme')),
                ('published', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.matrix')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), fields=('programme',), name='one_open_matrix_draft')],
            },
        ),
    ]
