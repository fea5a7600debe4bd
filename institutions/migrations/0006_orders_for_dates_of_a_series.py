"""What is asked of a series stands in the database until its outcome is told; invitations say if officers made them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0005_sent_letters_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="by_officer",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="SeriesOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(choices=[("book", "Book"), ("cancel", "Cancel")], max_length=6)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("reason", models.CharField(blank=True, max_length=250)),
                ("ordered_at", models.DateTimeField(editable=False)),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="institutions.series"
                    ),
                ),
            ],
            options={
                "verbose_name": "order for dates of a series",
                "verbose_name_plural": "orders for dates of series",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SeriesDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Not tried yet"), ("done", "Done"), ("missed", "Could not be had")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("why", models.JSONField(blank=True, default=dict)),
                (
                    "booking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.booking",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dates", to="institutions.seriesorder"
                    ),
                ),
            ],
            options={
                "verbose_name": "date of a series",
                "verbose_name_plural": "dates of series",
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="seriesorder",
            index=models.Index(
                condition=models.Q(("told_at", None)), fields=["ordered_at"], name="series_order_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["book", "cancel"])), name="series_order_act_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="series_date_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"),
                    models.Q(("booking__isnull", False), ("state", "done")),
                    models.Q(("state", "missed"), models.Q(("why", {}), _negated=True)),
                    _connector="OR",
                ),
                name="series_date_says_what_came_of_it",
            ),
        ),
    ]
