import commons.documents.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django_countries.fields
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("documents", "0001_initial"),
        ("institutions", "0001_initial"),
        ("pictures", "0001_initial"),
        ("scheduling", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="square_metres",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="area in square metres"),
        ),
        migrations.CreateModel(
            name="CheckItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("text", models.CharField(max_length=250, verbose_name="question")),
                ("text_zh_hans", models.CharField(max_length=250, null=True, verbose_name="question")),
                ("text_en", models.CharField(max_length=250, null=True, verbose_name="question")),
                ("text_ko", models.CharField(max_length=250, null=True, verbose_name="question")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="asked now")),
            ],
            options={
                "verbose_name": "item of the checklist",
                "verbose_name_plural": "checklist of reviews",
                "ordering": ["position", "slug"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address on the site")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("chamber", "Chamber of commerce"),
                            ("association", "Association or foundation"),
                            ("university", "University or college"),
                            ("research", "Research institute"),
                            ("office", "Office of an authority or trade agency"),
                            ("services", "Professional services"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("country", django_countries.fields.CountryField(max_length=2, verbose_name="country or region")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("name_zh_hans", models.CharField(max_length=150, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=150, null=True, verbose_name="name")),
                ("name_ko", models.CharField(max_length=150, null=True, verbose_name="name")),
                (
                    "registered_name",
                    models.CharField(blank=True, max_length=200, verbose_name="name as registered, in its own script"),
                ),
                (
                    "registration_number",
                    models.CharField(blank=True, max_length=60, verbose_name="registration number"),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="registered address")),
                (
                    "founded_in",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="founded in (year)"),
                ),
                ("about", models.TextField(blank=True, max_length=2000, verbose_name="what it does")),
                (
                    "about_zh_hans",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="what it does"),
                ),
                ("about_en", models.TextField(blank=True, max_length=2000, null=True, verbose_name="what it does")),
                ("about_ko", models.TextField(blank=True, max_length=2000, null=True, verbose_name="what it does")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pictures.picture",
                        verbose_name="picture",
                    ),
                ),
                ("is_listed", models.BooleanField(default=False, verbose_name="may be named in the directory")),
                (
                    "shows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("about", "About"),
                                ("area", "Area of the living room"),
                                ("website", "Website"),
                                ("email", "E-mail address"),
                                ("phone", "Phone"),
                                ("picture", "Picture"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="shown in the directory",
                    ),
                ),
                (
                    "listed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("listed_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "institution",
                "verbose_name_plural": "institutions",
                "ordering": ["slug"],
                "permissions": [("receive_institutions", "Can review applications, contracts, rooms and enquiries")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", django.db.models.functions.text.Lower("slug"))),
                        name="institution_slug_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                [
                                    "apply",
                                    "applications",
                                    "ours",
                                    "showcase",
                                    "enquiries",
                                    "directory",
                                    "invited",
                                    "contracts",
                                ],
                            ),
                            _negated=True,
                        ),
                        name="institution_slug_not_a_page",
                        violation_error_message="This address belongs to a page of the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_zh_hans__isnull", False), models.Q(("name_zh_hans", ""), _negated=True)),
                            models.Q(("name_en__isnull", False), models.Q(("name_en", ""), _negated=True)),
                            models.Q(("name_ko__isnull", False), models.Q(("name_ko", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="institution_has_a_name",
                        violation_error_message="Give the name in at least one language.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_listed", False), ("listed_at__isnull", False), _connector="OR"),
                        name="institution_listed_by_consent",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name for officers")),
                ("name_zh_hans", models.CharField(max_length=120, null=True, verbose_name="name for officers")),
                ("name_en", models.CharField(max_length=120, null=True, verbose_name="name for officers")),
                ("name_ko", models.CharField(max_length=120, null=True, verbose_name="name for officers")),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                ("subject_zh_hans", models.CharField(max_length=150, null=True, verbose_name="subject")),
                ("subject_en", models.CharField(max_length=150, null=True, verbose_name="subject")),
                ("subject_ko", models.CharField(max_length=150, null=True, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("text_zh_hans", models.TextField(max_length=4000, null=True, verbose_name="text")),
                ("text_en", models.TextField(max_length=4000, null=True, verbose_name="text")),
                ("text_ko", models.TextField(max_length=4000, null=True, verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="can be chosen")),
            ],
            options={
                "verbose_name": "template of a letter",
                "verbose_name_plural": "templates of letters",
                "ordering": ["position", "slug"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PaperKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("name_zh_hans", models.CharField(max_length=150, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=150, null=True, verbose_name="name")),
                ("name_ko", models.CharField(max_length=150, null=True, verbose_name="name")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="what exactly")),
                ("hint_zh_hans", models.CharField(blank=True, max_length=300, null=True, verbose_name="what exactly")),
                ("hint_en", models.CharField(blank=True, max_length=300, null=True, verbose_name="what exactly")),
                ("hint_ko", models.CharField(blank=True, max_length=300, null=True, verbose_name="what exactly")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("company", "Company"),
                                ("chamber", "Chamber of commerce"),
                                ("association", "Association or foundation"),
                                ("university", "University or college"),
                                ("research", "Research institute"),
                                ("office", "Office of an authority or trade agency"),
                                ("services", "Professional services"),
                                ("other", "Other"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="of these institutions",
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="from these countries",
                    ),
                ),
                (
                    "except_countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="not from these countries",
                    ),
                ),
                (
                    "authorities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("legal-representative", "Legal representative by law or articles"),
                                ("attorney", "Authorised by a power of attorney"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="with this authority",
                    ),
                ),
                ("is_required", models.BooleanField(default=True, verbose_name="required")),
                ("expires", models.BooleanField(default=False, verbose_name="expires on a date")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="asked for now")),
            ],
            options={
                "verbose_name": "kind of document",
                "verbose_name_plural": "kinds of documents",
                "ordering": ["position", "slug"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=20, unique=True, verbose_name="version")),
                ("text", models.TextField(verbose_name="text")),
                ("text_zh_hans", models.TextField(null=True, verbose_name="text")),
                ("text_en", models.TextField(null=True, verbose_name="text")),
                ("text_ko", models.TextField(null=True, verbose_name="text")),
                ("in_force_from", models.DateField(verbose_name="in force from")),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="days of grace after the end"),
                ),
            ],
            options={
                "verbose_name": "terms",
                "verbose_name_plural": "terms",
                "ordering": ["-in_force_from", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grace_days__lte", 90)),
                        name="terms_grace_sensible",
                        violation_error_message="The grace is at most 90 days.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="institutions.institution",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("submitted", "Submitted"),
                            ("in-review", "In review"),
                            ("more-asked", "More information asked"),
                            ("recommended", "Before the decision"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(editable=False)),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")],
                        max_length=10,
                        verbose_name="language of messages",
                    ),
                ),
                (
                    "representative_name",
                    models.CharField(blank=True, max_length=150, verbose_name="full name of the representative"),
                ),
                ("representative_position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                ("representative_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "representative_phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("legal-representative", "Legal representative by law or articles"),
                            ("attorney", "Authorised by a power of attorney"),
                        ],
                        max_length=20,
                        verbose_name="authority",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=3000, verbose_name="what the institution wants to do here"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.livingroomarea",
                        verbose_name="area wanted",
                    ),
                ),
                ("desks", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="desks wanted")),
                (
                    "room_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="hours of rooms wanted a month"
                    ),
                ),
                ("wanted_from", models.DateField(blank=True, null=True, verbose_name="wanted from")),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for how many months")),
                (
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.terms",
                    ),
                ),
                ("terms_accepted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "terms_accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("approve", "Approve"), ("decline", "Decline")],
                        max_length=8,
                        verbose_name="recommendation",
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="reason that the institution reads"),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "application",
                "verbose_name_plural": "applications",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["state", "due_on"], name="application_queue"),
                    models.Index(fields=["institution", "-created_at"], name="application_of_institution"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "submitted", "in-review", "more-asked", "recommended"))
                        ),
                        fields=("institution",),
                        name="application_one_open",
                        violation_error_message="The institution has an application under way already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "in-review",
                                    "more-asked",
                                    "recommended",
                                    "approved",
                                    "declined",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="application_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]), ("submitted_at__isnull", False), _connector="OR"
                        ),
                        name="application_submitted_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["recommended", "approved", "declined"]), _negated=True),
                            models.Q(("recommended_by__isnull", False), models.Q(("verdict", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="application_recommended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "declined"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("recommended_by__isnull", False),
                                models.Q(("decided_by", models.F("recommended_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="application_decided_by_two",
                        violation_error_message="A second officer decides what the first has recommended.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_declined_has_reason",
                        violation_error_message="Say why, in words for the institution.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("terms", None), ("terms_accepted_at", None)),
                            models.Q(("terms__isnull", False), ("terms_accepted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_terms_accepted_with_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months", None),
                            models.Q(("months__gte", 1), ("months__isnull", False), ("months__lte", 120)),
                            _connector="OR",
                        ),
                        name="application_months_sensible",
                        violation_error_message="Say between 1 and 120 months.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("import", "Import"),
                            ("customs", "Customs"),
                            ("display", "Display of goods"),
                            ("supplier", "Matching a supplier"),
                        ],
                        max_length=8,
                        verbose_name="what it is about",
                    ),
                ),
                ("subject", commons.documents.fields.EncryptedTextField(verbose_name="subject")),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="institutions.institution",
                        verbose_name="institution",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="goods_enquiries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")],
                        max_length=10,
                        verbose_name="language of messages",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "With the service centre"), ("answered", "Answered"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "enquiry about goods",
                "verbose_name_plural": "enquiries about goods",
                "ordering": ["-asked_at", "-id"],
                "indexes": [models.Index(fields=["state", "due_at"], name="enquiry_queue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("state", "open")),
                            models.Q(("due_at", None), ("state__in", ["answered", "closed"])),
                            _connector="OR",
                        ),
                        name="enquiry_open_is_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="enquiry_closed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="institutions.institution",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "duty",
                    models.CharField(
                        choices=[("representative", "Representative"), ("colleague", "Colleague")],
                        default="colleague",
                        max_length=14,
                        verbose_name="part",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")],
                        max_length=10,
                        verbose_name="language of the message",
                    ),
                ),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("invited_at", models.DateTimeField(editable=False)),
                ("expires_at", models.DateTimeField(editable=False)),
                ("accepted_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "invitation to an institution",
                "verbose_name_plural": "invitations to institutions",
                "ordering": ["-invited_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=("digest",),
                        name="invitation_secret_unique",
                    ),
                    models.UniqueConstraint(
                        models.F("institution"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        name="invitation_once",
                        violation_error_message="This address has been invited already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                        name="invitation_expires_after_start",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="institutions.institution",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="institution_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("representative", "Representative"), ("colleague", "Colleague")],
                        max_length=14,
                        verbose_name="part",
                    ),
                ),
                ("since", models.DateTimeField(editable=False)),
                ("until", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "member of an institution",
                "verbose_name_plural": "members of institutions",
                "ordering": ["since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("institution", "user"),
                        name="member_once",
                        violation_error_message="This person works for the institution already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None),
                            models.Q(("until__gte", models.F("since")), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="member_ends_after_start",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address on the site")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="institutions.institution",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("food", "Food and drink"),
                            ("cosmetics", "Cosmetics"),
                            ("household", "Household"),
                            ("clothing", "Clothing"),
                            ("electronics", "Electronics"),
                            ("machinery", "Machinery"),
                            ("other", "Other"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("origin", django_countries.fields.CountryField(max_length=2, verbose_name="made in")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_zh_hans", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_ko", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("description", models.TextField(max_length=2000, verbose_name="description")),
                ("description_zh_hans", models.TextField(max_length=2000, null=True, verbose_name="description")),
                ("description_en", models.TextField(max_length=2000, null=True, verbose_name="description")),
                ("description_ko", models.TextField(max_length=2000, null=True, verbose_name="description")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pictures.picture",
                        verbose_name="picture",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for review"),
                            ("published", "Public"),
                            ("returned", "Returned"),
                            ("withdrawn", "Taken out"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="reason that the institution reads"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "product of the showcase",
                "verbose_name_plural": "showcase of products",
                "ordering": ["-published_at", "-id"],
                "indexes": [models.Index(fields=["state", "-published_at"], name="product_shown")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", django.db.models.functions.text.Lower("slug"))),
                        name="product_slug_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(
                                ("published_at__isnull", False),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="product_published_was_reviewed",
                        violation_error_message="An officer looks at a product before it is public.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="product_returned_has_reason",
                        violation_error_message="Say why, in words for the institution.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Space",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True, verbose_name="address on the site")),
                (
                    "resource",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="space", to="scheduling.resource"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("room", "Room"), ("desk", "Desk"), ("hall", "Hall")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spaces",
                        to="institutions.livingroomarea",
                        verbose_name="area of the living room",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_zh_hans", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_ko", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("summary", models.CharField(blank=True, max_length=250, verbose_name="in one sentence")),
                (
                    "summary_zh_hans",
                    models.CharField(blank=True, max_length=250, null=True, verbose_name="in one sentence"),
                ),
                ("summary_en", models.CharField(blank=True, max_length=250, null=True, verbose_name="in one sentence")),
                ("summary_ko", models.CharField(blank=True, max_length=250, null=True, verbose_name="in one sentence")),
                ("rules", models.TextField(blank=True, max_length=2000, verbose_name="rules of use")),
                (
                    "rules_zh_hans",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="rules of use"),
                ),
                ("rules_en", models.TextField(blank=True, max_length=2000, null=True, verbose_name="rules of use")),
                ("rules_ko", models.TextField(blank=True, max_length=2000, null=True, verbose_name="rules of use")),
                ("door", models.TextField(blank=True, max_length=1000, verbose_name="how to get in")),
                (
                    "door_zh_hans",
                    models.TextField(blank=True, max_length=1000, null=True, verbose_name="how to get in"),
                ),
                ("door_en", models.TextField(blank=True, max_length=1000, null=True, verbose_name="how to get in")),
                ("door_ko", models.TextField(blank=True, max_length=1000, null=True, verbose_name="how to get in")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="people at most")),
                (
                    "equipment",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("projector", "Projector"),
                                ("screen", "Large screen"),
                                ("video", "Video conferencing"),
                                ("whiteboard", "Whiteboard"),
                                ("microphones", "Microphones"),
                                ("interpreting", "Interpreting booth"),
                                ("shelves", "Display shelves"),
                                ("kitchen", "Tea kitchen"),
                                ("printer", "Printer"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="equipment",
                    ),
                ),
                ("is_step_free", models.BooleanField(default=False, verbose_name="step-free")),
                ("has_hearing_loop", models.BooleanField(default=False, verbose_name="hearing loop")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pictures.picture",
                        verbose_name="picture",
                    ),
                ),
                (
                    "before_minutes",
                    models.PositiveSmallIntegerField(default=0, verbose_name="minutes kept free before"),
                ),
                ("after_minutes", models.PositiveSmallIntegerField(default=15, verbose_name="minutes kept free after")),
                (
                    "step_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="begins every so many minutes"),
                ),
                (
                    "least_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="at least so many minutes"),
                ),
                ("most_minutes", models.PositiveSmallIntegerField(default=240, verbose_name="at most so many minutes")),
                (
                    "lead_minutes",
                    models.PositiveIntegerField(default=30, verbose_name="booked at least so many minutes before"),
                ),
                (
                    "days_ahead",
                    models.PositiveSmallIntegerField(default=90, verbose_name="booked at most so many days before"),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(
                        default=24, verbose_name="cancelled freely until so many hours before"
                    ),
                ),
                (
                    "uses_hours",
                    models.BooleanField(default=True, verbose_name="counts against the hours of the contract"),
                ),
                ("needs_check_in", models.BooleanField(default=True, verbose_name="given back when nobody checks in")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="own_spaces",
                        to="institutions.institution",
                        verbose_name="for this institution alone",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "space",
                "verbose_name_plural": "spaces",
                "ordering": ["position", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", django.db.models.functions.text.Lower("slug"))),
                        name="space_slug_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__in", ["bookings", "find", "week"]), _negated=True),
                        name="space_slug_not_a_page",
                        violation_error_message="This address belongs to a page of the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1)),
                        name="space_holds_somebody",
                        violation_error_message="A space holds at least one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least_minutes__gte", models.F("step_minutes")),
                            ("most_minutes__gte", models.F("least_minutes")),
                            ("most_minutes__lte", 1440),
                            ("step_minutes__in", [15, 30, 60]),
                        ),
                        name="space_minutes_sensible",
                        violation_error_message="A booking begins every 15, 30 or 60 minutes and takes at least one such step.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_ahead__gte", 1), ("days_ahead__lte", 366)),
                        name="space_days_ahead_sensible",
                        violation_error_message="Spaces are booked between one day and a year ahead.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="institutions.application",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.checkitem"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        choices=[("fine", "Fine"), ("not-fine", "Not fine"), ("not-asked", "Does not apply")],
                        max_length=10,
                    ),
                ),
                ("note", commons.documents.fields.EncryptedTextField(blank=True, verbose_name="note for colleagues")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "finding of a review",
                "verbose_name_plural": "findings of reviews",
                "ordering": ["item__position", "id"],
                "constraints": [models.UniqueConstraint(fields=("application", "item"), name="check_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="institutions.institution",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="institutions.application",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="institutions.contract",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("signed", "Signed by the institution"),
                            ("countersigned", "Signed by both"),
                            ("active", "In force"),
                            ("expiring", "Ending soon"),
                            ("expired", "Ended"),
                            ("renewed", "Renewed"),
                            ("terminated", "Terminated"),
                            ("dropped", "Not concluded"),
                        ],
                        default="drafted",
                        max_length=13,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(editable=False)),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.terms",
                        verbose_name="terms",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.livingroomarea",
                        verbose_name="area of the living room",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="days of grace after the end"),
                ),
                ("desks", models.PositiveSmallIntegerField(default=0, verbose_name="desks")),
                ("room_minutes", models.PositiveIntegerField(default=0, verbose_name="minutes of rooms a month")),
                (
                    "remarks",
                    models.TextField(blank=True, max_length=3000, verbose_name="what was agreed besides the terms"),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drafted_at", models.DateTimeField(editable=False)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "handed_back_because",
                    models.TextField(blank=True, max_length=2000, verbose_name="what has to be changed"),
                ),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("countersigned_at", models.DateTimeField(editable=False, null=True)),
                (
                    "terminated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("terminated_at", models.DateTimeField(editable=False, null=True)),
                (
                    "termination_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="reason that the institution reads"),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ["-starts_on", "-id"],
                "indexes": [models.Index(fields=["state", "ends_on"], name="contract_clock")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "drafted",
                                    "signed",
                                    "countersigned",
                                    "active",
                                    "expiring",
                                    "expired",
                                    "renewed",
                                    "terminated",
                                    "dropped",
                                ],
                            )
                        ),
                        name="contract_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="contract_in_order",
                        violation_error_message="The last day comes after the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("application__isnull", False), ("renews__isnull", False), _connector="OR"),
                        name="contract_comes_from_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("renews", None), models.Q(("renews", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="contract_renews_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drafted", "dropped"]),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_signed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drafted", "signed", "dropped"]),
                            models.Q(("countersigned_at__isnull", False), ("countersigned_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_countersigned_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("countersigned_by", None),
                            ("drafted_by", None),
                            models.Q(
                                ("countersigned_by__isnull", False),
                                ("drafted_by__isnull", False),
                                models.Q(("countersigned_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contract_countersigned_by_another",
                        violation_error_message="A second officer signs what the first has drafted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "terminated"), _negated=True),
                            models.Q(
                                ("terminated_at__isnull", False),
                                ("terminated_by__isnull", False),
                                models.Q(("termination_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contract_terminated_has_reason",
                        violation_error_message="Say why, in words for the institution.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["drafted", "signed"])),
                        fields=("institution",),
                        name="contract_one_in_preparation",
                        violation_error_message="A contract with this institution is being prepared already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("active", "expiring"))),
                        fields=("institution",),
                        name="contract_one_in_force",
                        violation_error_message="A contract with this institution is in force already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnquiryMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="institutions.enquiry"
                    ),
                ),
                ("text", commons.documents.fields.EncryptedTextField(verbose_name="message")),
                ("is_internal", models.BooleanField(default=False, verbose_name="for colleagues only")),
                ("by_officer", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "message of an enquiry",
                "verbose_name_plural": "messages of enquiries",
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_internal", False), ("by_officer", True), _connector="OR"),
                        name="enquiry_message_internal_by_officer",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "space",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="institutions.space",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="institutions.institution",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("institution", None), ("space__isnull", False)),
                            models.Q(("institution__isnull", False), ("space", None)),
                            _connector="OR",
                        ),
                        name="feed_of_one_thing",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="institutions.application",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="institutions.lettertemplate",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English"), ("ko", "Korean")], max_length=10
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["-sent_at", "-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="institutions.application"
                    ),
                ),
                ("text", commons.documents.fields.EncryptedTextField(verbose_name="note for colleagues")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "internal note",
                "verbose_name_plural": "internal notes",
                "ordering": ["at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="institutions.application",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.paperkind"
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_application",
                        to="documents.document",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("accepted", "Accepted"),
                            ("returned", "Returned"),
                            ("replaced", "Replaced"),
                        ],
                        default="added",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="reason that the institution reads"),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "document of an application",
                "verbose_name_plural": "documents of applications",
                "ordering": ["kind__position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="paper_returned_has_reason",
                        violation_error_message="Say why, in words for the institution.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "returned"]), _negated=True),
                            ("reviewed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="paper_reviewed_has_time",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="institutions.application",
                    ),
                ),
                (
                    "message",
                    models.TextField(
                        blank=True, max_length=3000, verbose_name="what you ask, in words for the institution"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="answer wanted by")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="what you would like to say")),
            ],
            options={
                "verbose_name": "request for more information",
                "verbose_name_plural": "requests for more information",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("application",),
                        name="request_one_standing",
                        violation_error_message="Something is being asked of the institution already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("sent_at", None)),
                            models.Q(("due_on__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_sent_has_day",
                        violation_error_message="Say by when you want the answer.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="institutions.application",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", commons.documents.fields.EncryptedJSONField()),
                ("at", models.DateTimeField(editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "revision of an application",
                "verbose_name_plural": "revisions of applications",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("application", "number"), name="revision_number_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="institutions.space"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="institutions.institution",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Every week"),
                            ("fortnight", "Every other week"),
                            ("month", "Every month, on the same weekday"),
                        ],
                        max_length=9,
                        verbose_name="repeats",
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(verbose_name="how many times")),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "series of bookings",
                "verbose_name_plural": "series of bookings",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("times__gte", 2), ("times__lte", 53)),
                        name="series_times_sensible",
                        violation_error_message="A series has between 2 and 53 dates.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allowances",
                        to="institutions.contract",
                    ),
                ),
                ("month", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("used", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "hours of rooms in a month",
                "verbose_name_plural": "hours of rooms in a month",
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "month"), name="allowance_once_a_month"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="allowance_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("minutes"))),
                        name="allowance_not_overspent",
                        violation_error_message="The hours of this month are used up.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContractCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="institutions.contract"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("institution", "Signed by the institution"), ("district", "Signed by both")],
                        max_length=11,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="of_contract", to="documents.document"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "signed copy of a contract",
                "verbose_name_plural": "signed copies of contracts",
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "side"), name="contract_copy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="contract_copy_hash"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ContractReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="institutions.contract",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "reminder of the end of a contract",
                "verbose_name_plural": "reminders of the end of contracts",
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("contract", "days"), name="contract_reminder_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EnquiryFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="institutions.enquirymessage",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="of_enquiry", to="documents.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an enquiry",
                "verbose_name_plural": "files of enquiries",
                "ordering": ["id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="RequestItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="institutions.request"
                    ),
                ),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("institution", "About the institution"),
                            ("representative", "Representative and authority"),
                            ("purpose", "Purpose and area wanted"),
                            ("documents", "Documents"),
                            ("terms", "Terms"),
                        ],
                        max_length=14,
                        verbose_name="part",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.paperkind",
                    ),
                ),
                (
                    "reason",
                    models.TextField(max_length=1000, verbose_name="what is missing, in words for the institution"),
                ),
            ],
            options={
                "verbose_name": "thing asked of an institution",
                "verbose_name_plural": "things asked of institutions",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "task", "kind"),
                        name="request_item_once",
                        nulls_distinct=False,
                        violation_error_message="This is being asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", None), models.Q(("kind__isnull", False), ("task", "documents")), _connector="OR"
                        ),
                        name="request_item_kind_of_document",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="institutions.application",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="institutions.contract",
                    ),
                ),
                ("move", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=13)),
                ("target", models.CharField(max_length=13)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["target", "at"], name="step_into")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", False), ("contract", None)),
                            models.Q(("application", None), ("contract__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="institutions.space"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="institutions.institution",
                        verbose_name="institution",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("meeting", "Meeting or work"),
                            ("activity", "Activity for the public"),
                            ("maintenance", "Maintenance"),
                        ],
                        default="meeting",
                        max_length=11,
                        verbose_name="what for",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="people who come")),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="booking", to="scheduling.reservation"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("in-use", "In use"),
                            ("released", "Given back: nobody came"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="booked",
                        max_length=9,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bookings",
                        to="institutions.series",
                    ),
                ),
                (
                    "allowance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="institutions.allowance",
                    ),
                ),
                ("minutes_charged", models.PositiveIntegerField(default=0)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "booked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("checked_in_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "verbose_name": "booking of a space",
                "verbose_name_plural": "bookings of spaces",
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["space", "starts_at"], name="booking_of_space"),
                    models.Index(fields=["institution", "starts_at"], name="booking_of_institution"),
                    models.Index(condition=models.Q(("state", "booked")), fields=["starts_at"], name="booking_coming"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_in_order"
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="booking_has_people"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "maintenance"), _negated=True),
                            models.Q(("institution", None), ("purpose", "maintenance")),
                            _connector="OR",
                        ),
                        name="booking_maintenance_is_the_districts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes_charged", 0), ("allowance__isnull", False), _connector="OR"),
                        name="booking_charged_to_an_allowance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["released", "cancelled"]), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="booking_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in-use"), _negated=True),
                            ("checked_in_at__isnull", False),
                            _connector="OR",
                        ),
                        name="booking_in_use_checked_in",
                    ),
                ],
            },
        ),
    ]
