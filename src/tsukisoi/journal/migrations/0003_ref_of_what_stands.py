from uuid import UUID

from django.db import migrations


def name_subjects(apps, schema_editor):
    """Every entry that stands already is found by the people it names, too."""
    Entry, Ref = apps.get_model("journal", "Entry"), apps.get_model("journal", "Ref")
    made = []
    for pk, owner, refs in Entry.objects.exclude(refs=[]).values_list("pk", "organisation_id", "refs").iterator(2000):
        made += [Ref(organisation_id=owner, entry_id=pk, subject=UUID(ref)) for ref in refs]
        if len(made) > 5000:
            Ref.objects.bulk_create(made)
            made = []
    Ref.objects.bulk_create(made)


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0002_ref"),
    ]

    operations = [
        migrations.RunPython(name_subjects, migrations.RunPython.noop),
    ]
