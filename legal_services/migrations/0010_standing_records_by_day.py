from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("legal_services", "0009_files_of_appointments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(
                condition=models.Q(("voided_at", None)), fields=["held_on", "id"], name="record_standing"
            ),
        ),
    ]
