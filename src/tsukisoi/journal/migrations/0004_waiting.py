import django.db.models.deletion
import tsukisoi.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_ref_of_what_stands'),
        ('staff', '0003_standing_in_and_idle_minutes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=tsukisoi.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journal.entry')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'entry'), name='waits_once')],
            },
        ),
    ]
