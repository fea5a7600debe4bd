import commons.documents.fields
from django.db import migrations


class Migration(migrations.Migration):
    """The names of files that were imported before are forgotten: they were kept as plain text."""

    dependencies = [
        ("legal_services", "0010_standing_records_by_day"),
    ]

    operations = [
        migrations.RemoveField(model_name="import", name="file_name"),
        migrations.AddField(
            model_name="import",
            name="file_name",
            field=commons.documents.fields.EncryptedTextField(default="", max_length=200),
            preserve_default=False,
        ),
    ]
