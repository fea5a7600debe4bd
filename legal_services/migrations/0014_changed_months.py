import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("legal_services", "0013_calls_and_video_links")]

    operations = [
        migrations.CreateModel(
            name="ChangedMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={
                "verbose_name": "changed month of the service log",
                "verbose_name_plural": "changed months of the service log",
                "ordering": ["month", "token"],
                "indexes": [models.Index(fields=["month"], name="changed_month")],
            },
        ),
    ]
