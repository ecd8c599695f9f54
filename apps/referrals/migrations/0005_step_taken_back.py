from django.db import migrations, models

STATUSES = [
    ('draft', 'Draft'), ('sent', 'Sent'), ('accepted', 'Accepted'), ('scheduled', 'Scheduled'), ('attended', 'Attended'),
    ('closed', 'Closed'), ('declined', 'Declined'), ('no_capacity', 'No Capacity'), ('needs_client', 'Needs Client'),
    ('missed', 'Missed'), ('no_contact', 'No Contact'), ('expired', 'Expired'), ('cancel_requested', 'Cancel Requested'),
    ('cancelled', 'Cancelled'), ('entered_in_error', 'Entered In Error'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0004_token_scopes'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='before_handover',
            field=models.CharField(blank=True, choices=STATUSES, default='', help_text='how it stood when somebody took over: for taking that back', max_length=16),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='note',
            name='kind',
            field=models.CharField(choices=[('question', 'Question'), ('answer', 'Answer'), ('times', 'Times'), ('call', 'Call'), ('undone', 'Undone')], max_length=8),
        ),
        migrations.AlterField(
            model_name='note',
            name='times',
            field=models.JSONField(default=list, help_text='proposed, or of the step that was undone: ISO times'),
        ),
    ]
