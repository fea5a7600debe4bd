import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("legal_services", "0002_bookings_matters_and_the_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicerecord",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrected_by",
                to="legal_services.servicerecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_on__lte", django.db.models.functions.datetime.TruncDate("entered_at"))),
                name="record_held_before_entered",
                violation_error_message="This day has not come yet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follow_up_on", None),
                    models.Q(("follow_up_on__gte", models.F("held_on")), ("follow_up_on__isnull", False)),
                    _connector="OR",
                ),
                name="record_follow_up_later",
                violation_error_message="A follow-up comes after the session.",
            ),
        ),
    ]
