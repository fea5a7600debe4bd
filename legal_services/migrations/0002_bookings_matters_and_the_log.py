import commons.documents.fields
import commons.lib.search
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django_countries.fields
import legal_services.models.service
import phonenumber_field.modelfields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("communities", "0001_initial"),
        ("documents", "0001_initial"),
        ("legal_services", "0001_initial"),
        ("lib", "0001_search_text"),
        ("scheduling", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="service",
            options={
                "ordering": ["position", "slug"],
                "permissions": [
                    ("work_at_the_counter", "Can receive clients and log services"),
                    ("manage_the_area", "Can see figures, availability and the access log"),
                ],
                "verbose_name": "legal service",
                "verbose_name_plural": "legal services",
            },
        ),
        migrations.AddField(
            model_name="service",
            name="change_hours",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="changed or cancelled until so many hours before"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("in-person", "In person"), ("phone", "By phone"), ("video", "By video")], max_length=12
                ),
                default=legal_services.models.service.every_channel,
                size=None,
                verbose_name="ways to meet",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="days_ahead",
            field=models.PositiveSmallIntegerField(default=60, verbose_name="booked at most so many days before"),
        ),
        migrations.AddField(
            model_name="service",
            name="is_bookable",
            field=models.BooleanField(default=False, verbose_name="can be booked online"),
        ),
        migrations.AddField(
            model_name="service",
            name="lead_hours",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="booked at least so many hours before"),
        ),
        migrations.AddField(
            model_name="service",
            name="minutes",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="minutes of an appointment"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                name="service_minutes_sensible",
                violation_error_message="An appointment takes between 5 minutes and 8 hours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_ahead__gte", 1), ("days_ahead__lte", 366)),
                name="service_days_ahead_sensible",
                violation_error_message="Appointments are booked between one day and a year ahead.",
            ),
        ),
        migrations.CreateModel(
            name="ChecklistQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                ("text_zh_hans", models.CharField(max_length=200, null=True, verbose_name="question")),
                ("text_en", models.CharField(max_length=200, null=True, verbose_name="question")),
                ("text_ko", models.CharField(max_length=200, null=True, verbose_name="question")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="legal_services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about what to bring",
                "verbose_name_plural": "questions about what to bring",
                "ordering": ["position", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("submission", models.UUIDField(unique=True)),
                ("answers", commons.documents.fields.EncryptedJSONField()),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a record",
                "verbose_name_plural": "drafts of records",
                "ordering": ["-changed_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("file_name", models.CharField(max_length=200)),
                ("columns", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("report", commons.documents.fields.EncryptedJSONField(null=True)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                (
                    "writes",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language of messages",
                    ),
                ),
                (
                    "country",
                    django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="country or region"),
                ),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("document_index", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField(editable=False)),
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="legal_services.person",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="legal_services.person",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="legal_person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "client or other party",
                "verbose_name_plural": "clients and other parties",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="person_phone"
                    ),
                    models.Index(
                        condition=models.Q(("document_index", ""), _negated=True),
                        fields=["document_index"],
                        name="person_document",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into", None), ("root", None)),
                            models.Q(("merged_into__isnull", False), ("root__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_merged_has_root",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(
                                models.Q(("merged_into", models.F("id")), _negated=True),
                                models.Q(("root", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="person_not_merged_into_itself",
                        violation_error_message="Nobody can be merged with themselves.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("advises", models.BooleanField(default=False, verbose_name="adviser")),
                ("interprets", models.BooleanField(default=False, verbose_name="interpreter")),
                ("mediates", models.BooleanField(default=False, verbose_name="mediator")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None, verbose_name="languages spoken"
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("in-person", "In person"), ("phone", "By phone"), ("video", "By video")],
                            max_length=12,
                        ),
                        default=legal_services.models.service.every_channel,
                        size=None,
                        verbose_name="ways to meet",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="works here")),
                (
                    "resource",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practitioner",
                        to="scheduling.resource",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True,
                        related_name="practitioners",
                        to="legal_services.service",
                        verbose_name="gives these services",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="practitioner",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "adviser or interpreter",
                "verbose_name_plural": "advisers and interpreters",
                "ordering": ["name", "id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("advises", True), ("interprets", True), ("mediates", True), _connector="OR"
                        ),
                        name="practitioner_does_something",
                        violation_error_message="Say whether the person advises, interprets or mediates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("languages__len__gte", 1)),
                        name="practitioner_speaks",
                        violation_error_message="Name at least one language.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("last_number", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["-day"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_zh_hans", models.CharField(max_length=80, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=80, null=True, verbose_name="name")),
                ("name_ko", models.CharField(max_length=80, null=True, verbose_name="name")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("consultation", "Legal consultation"),
                                ("notarial", "Notarial service"),
                                ("mediation", "Dispute mediation"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="of the services",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="can be chosen")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["position", "slug"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChecklistAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=120, verbose_name="answer")),
                ("text_zh_hans", models.CharField(max_length=120, null=True, verbose_name="answer")),
                ("text_en", models.CharField(max_length=120, null=True, verbose_name="answer")),
                ("text_ko", models.CharField(max_length=120, null=True, verbose_name="answer")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="legal_services.checklistquestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer about what to bring",
                "verbose_name_plural": "answers about what to bring",
                "ordering": ["position", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consultation", "Legal consultation"),
                            ("notarial", "Notarial service"),
                            ("mediation", "Dispute mediation"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=8),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "matter",
                "verbose_name_plural": "matters",
                "ordering": ["-opened_at", "-id"],
                "indexes": [models.Index(fields=["opened_at"], name="matter_opened")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="matter_closed_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=250)),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="legal_services.person"
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="legal_services.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("merged",), name="merge_one_standing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("merged")), _negated=True), name="merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=150, verbose_name="name")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, editable=False, size=None
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=commons.lib.search.TextVector(models.F("text")),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="legal_services.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "name of a person",
                "verbose_name_plural": "names of a person",
                "ordering": ["id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="person_name_keys"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="person_name_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "text"), name="person_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="person_name_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("language", models.CharField(max_length=10, verbose_name="language spoken")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Called"),
                            ("in-room", "In the room"),
                            ("done", "Done"),
                            ("left", "Left"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="legal_services.queueday",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="legal_services.person",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="legal_services.service"
                    ),
                ),
            ],
            options={
                "verbose_name": "queue number",
                "verbose_name_plural": "queue numbers",
                "ordering": ["day", "number"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "number"), name="queue_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "left"]), _negated=True),
                            models.Q(("ended_at__isnull", False), ("state__in", ["done", "left"])),
                            _connector="OR",
                        ),
                        name="queue_ended_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("language", models.CharField(max_length=10, verbose_name="language spoken")),
                (
                    "channel",
                    models.CharField(
                        choices=[("in-person", "In person"), ("phone", "By phone"), ("video", "By video")],
                        max_length=12,
                        verbose_name="way to meet",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Being booked"),
                            ("booked", "Booked"),
                            ("arrived", "Arrived"),
                            ("in-room", "In the room"),
                            ("done", "Done"),
                            ("no-show", "Did not come"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "writes",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")],
                        max_length=10,
                        verbose_name="language of messages",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="people who come")),
                (
                    "narrative",
                    commons.documents.fields.EncryptedTextField(blank=True, null=True, verbose_name="what it is about"),
                ),
                ("narrative_consent_at", models.DateTimeField(null=True)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=250)),
                ("cancelled_by_client", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="scheduling.reservation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="legal_services.service",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="legal_appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="appointments",
                        to="legal_services.matter",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="legal_services.person",
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpretations",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["starts_at"], name="appointment_starts"),
                    models.Index(fields=["practitioner", "starts_at"], name="appointment_of_practitioner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="appointment_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interpreter", None),
                            models.Q(
                                ("interpreter__isnull", False),
                                models.Q(("interpreter", models.F("practitioner")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_interpreter_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("narrative__isnull", True),
                            models.Q(("narrative__isnull", False), ("narrative_consent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointment_narrative_with_consent",
                        violation_error_message="What it is about is only kept with the client's consent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "held"), models.Q(("name", ""), _negated=True), _connector="OR"),
                        name="appointment_booked_has_name",
                        violation_error_message="An appointment needs a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "no-show", "cancelled"]), _negated=True),
                            models.Q(("ended_at__isnull", False), ("state__in", ["done", "no-show", "cancelled"])),
                            _connector="OR",
                        ),
                        name="appointment_ended_has_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="appointment_has_people"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.CharField(
                        choices=[("advises", "Adviser"), ("interprets", "Interpreter"), ("mediates", "Mediator")],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="why")),
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
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="legal_services.matter",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="legal_services.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("matter", "practitioner", "task"),
                        name="assignment_one_standing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("task", "advises"), ("until", None)),
                        fields=("matter",),
                        name="assignment_one_adviser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None),
                            models.Q(("until__gte", models.F("since")), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="assignment_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=250, verbose_name="what to bring")),
                ("text_zh_hans", models.CharField(max_length=250, null=True, verbose_name="what to bring")),
                ("text_en", models.CharField(max_length=250, null=True, verbose_name="what to bring")),
                ("text_ko", models.CharField(max_length=250, null=True, verbose_name="what to bring")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "answers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="items",
                        to="legal_services.checklistanswer",
                        verbose_name="only after these answers",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checklist",
                        to="legal_services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "thing to bring",
                "verbose_name_plural": "things to bring",
                "ordering": ["position", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="MatterNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("narrative", "What the client told"), ("advice", "Advice")], max_length=10
                    ),
                ),
                ("text", commons.documents.fields.EncryptedTextField()),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="legal_services.matter"
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="MatterRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("client", "Client"),
                            ("other-side", "Other side"),
                            ("representative", "Representative"),
                            ("related", "Related person"),
                            ("witness", "Witness"),
                        ],
                        max_length=16,
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="legal_services.matter"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to="legal_services.person"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("matter", "person", "role"), name="matter_role_once")],
            },
        ),
        migrations.CreateModel(
            name="AppointmentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="legal_services.appointment",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "file handed in",
                "verbose_name_plural": "files handed in",
                "ordering": ["id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="AppointmentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        choices=[("manage", "See, move and cancel"), ("offer", "Answer an offer of an earlier time")],
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="legal_services.appointment",
                    ),
                ),
            ],
            options={
                "verbose_name": "link to an appointment",
                "verbose_name_plural": "links to appointments",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="EarlierTimeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("offered", "Time offered"),
                            ("accepted", "Accepted"),
                            ("closed", "Closed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("from_at", models.DateTimeField(verbose_name="not before")),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("offer_expires_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_requests",
                        to="legal_services.appointment",
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scheduling.reservation",
                    ),
                ),
                (
                    "offered_interpreter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "offered_practitioner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for an earlier time",
                "verbose_name_plural": "requests for an earlier time",
                "ordering": ["id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "offered"])),
                        fields=("appointment",),
                        name="earlier_request_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), _negated=True),
                            models.Q(
                                ("offer__isnull", False), ("offer_expires_at__isnull", False), ("state", "offered")
                            ),
                            _connector="OR",
                        ),
                        name="earlier_request_offered_has_offer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("in-person", "In person"), ("phone", "By phone"), ("video", "By video")],
                        default="in-person",
                        max_length=12,
                        verbose_name="way to meet",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language spoken")),
                ("held_on", models.DateField(verbose_name="day")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("anonymous", models.PositiveSmallIntegerField(default=0, verbose_name="others who gave no name")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("continues", "Will be continued"),
                            ("referred", "Referred"),
                            ("settled", "Settled"),
                            ("not-ours", "Not for the service area"),
                            ("withdrawn", "Withdrawn by the client"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("referred_to", models.CharField(blank=True, max_length=150, verbose_name="referred to")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="follow up on")),
                ("followed_up_at", models.DateTimeField(editable=False, null=True)),
                ("from_paper", models.BooleanField(default=False, verbose_name="entered from paper")),
                ("entered_at", models.DateTimeField(editable=False)),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_reason", models.CharField(blank=True, max_length=250)),
                (
                    "appointment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="record",
                        to="legal_services.appointment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="legal_services.import",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="legal_services.matter"
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="legal_services.practitioner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="legal_services.service"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="record",
                        to="legal_services.queueticket",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_services.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "service record",
                "verbose_name_plural": "service records",
                "ordering": ["-held_on", "-id"],
                "indexes": [
                    models.Index(fields=["held_on", "id"], name="record_day"),
                    models.Index(fields=["practitioner", "held_on"], name="record_practitioner"),
                    models.Index(
                        condition=models.Q(
                            ("follow_up_on__isnull", False), ("followed_up_at", None), ("voided_at", None)
                        ),
                        fields=["follow_up_on"],
                        name="record_follow_up",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(fields=["entered_at"], name="record_entered"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "referred"), _negated=True),
                            models.Q(("referred_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="record_referred_says_where",
                        violation_error_message="Say where the client was referred to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided_at", None), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="record_voided_says_why",
                        violation_error_message="Say why the record does not count.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("anonymous__lte", 500)),
                        name="record_anonymous_sensible",
                        violation_error_message="A session has 500 people without a name at most.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="legal_services.person",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="legal_services.servicerecord",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("record", "person"), name="attendance_once")],
            },
        ),
        migrations.AddField(
            model_name="Matter",
            name="people",
            field=models.ManyToManyField(
                related_name="matters", through="legal_services.MatterRole", to="legal_services.person"
            ),
        ),
        migrations.AddField(
            model_name="ServiceRecord",
            name="attendees",
            field=models.ManyToManyField(
                related_name="records", through="legal_services.Attendance", to="legal_services.person"
            ),
        ),
    ]
