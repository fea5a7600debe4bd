"""The people whom the legal service area deals with, under every name that they have."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from commons.lib.languages import Language
from commons.lib.search import TextVector
from legal_services.querysets import PersonQuerySet


class Person(models.Model):
    """Somebody who came, or who stands on another side: a client, an opposing party, a representative.

    Duplicates are merged by pointing to the person that is kept (`merged_into`); nothing else is rewritten, so that a
    merge can be undone. `root` is the end of that chain, kept by the service that merges, and empty for a person who
    is their own end: figures count distinct `Coalesce(root, id)`.
    """

    reference = models.CharField(max_length=20, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="legal_person"
    )
    name = models.CharField(_("name"), max_length=150)
    """As it is shown; every spelling of it is a `PersonName`."""
    language = models.CharField(_("language"), max_length=10, blank=True)
    """What the person speaks with an adviser: a code of `commons.lib.languages.SPOKEN_HERE`."""
    writes = models.CharField(_("language of messages"), max_length=10, choices=Language.choices, default="zh-hans")
    country = CountryField(_("country or region"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    document_index = models.CharField(max_length=64, blank=True)
    """The blind index of the number of an identity document; the number itself is not kept."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="aliases")
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("client or other party")
        verbose_name_plural = _("clients and other parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None, root=None) | Q(merged_into__isnull=False, root__isnull=False),
                name="person_merged_has_root",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (~Q(merged_into=F("id")) & ~Q(root=F("id"))),
                name="person_not_merged_into_itself",
                violation_error_message=_("Nobody can be merged with themselves."),
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_phone"),
            models.Index(fields=["document_index"], condition=~Q(document_index=""), name="person_document"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonName(models.Model):
    """One spelling of a person's name, with the keys under which other spellings of it are found.

    The keys are made by `legal_services.names`: what is written in Hanzi, pinyin, Hangul or Latin letters and may be
    the same name shares a key.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=150)
    keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    search = models.GeneratedField(expression=TextVector(F("text")), output_field=SearchVectorField(), db_persist=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("name of a person")
        verbose_name_plural = _("names of a person")
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], name="person_name_once"),
            models.CheckConstraint(condition=~Q(text=""), name="person_name_not_empty"),
        ]
        indexes = [
            GinIndex(fields=["keys"], name="person_name_keys"),
            GinIndex(fields=["search"], name="person_name_search"),
        ]

    def __str__(self) -> str:
        return self.text


class Merge(models.Model):
    """Two rows were found to be one person; undone, they are two again."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=250, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_one_standing"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class Distinction(models.Model):
    """Two people who look like one were looked at, and are two: they are not suggested again."""

    lower = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    higher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("two different people")
        verbose_name_plural = _("pairs of different people")
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="distinction_once"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="distinction_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} ≠ {self.higher_id}"
