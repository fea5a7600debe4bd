"""The person: one account, one full name, one language for every message."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from commons.lib.languages import Language


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail addresses are kept in lower case, an empty one as NULL."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in with a password (unusable when None)."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator: may do everything, in /admin/ too."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person known to the portal. Only the name is required: a walk-in may have no e-mail address."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    called = models.CharField(_("what should we call you?"), max_length=80, blank=True)
    local_name = models.CharField(_("name in local script"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH)
    phone = PhoneNumberField(_("phone"), blank=True)
    country = CountryField(_("country or region"), blank=True)
    is_staff = models.BooleanField(_("may open the administration site"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    paused_at = models.DateTimeField(_("consent withdrawn"), null=True, editable=False)
    """Set while consent is withdrawn: the portal sends the person nothing and takes no registration from them."""
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")) & ~models.Q(email=""),
                name="user_email_lower_case",
                violation_error_message=_("An e-mail address is kept in lower case, or not at all."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values),
                name="user_language_known",
                violation_error_message=_("The portal does not speak this language."),
            ),
            models.CheckConstraint(
                condition=~models.Q(full_name=""),
                name="user_has_name",
                violation_error_message=_("A person has a name."),
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(email=None, called="", local_name="", phone="", country="", is_active=False, is_staff=False),
                name="user_erased_is_anonymous",
                violation_error_message=_("An erased account keeps nothing that names the person."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Former member") if self.erased_at else self.full_name

    @property
    def short_name(self) -> str:
        """How the portal addresses the person."""
        return self.called or str(self)

    @property
    def may_be_written_to(self) -> bool:
        """Whether messages may go out to the person: not when consent is withdrawn or the account closed."""
        return self.is_active and self.paused_at is None

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("me:home")


class Consent(models.Model):
    """A person's consent to one purpose: which notice they read, in which language, when; and when withdrawn."""

    class Purpose(models.TextChoices):
        PRIVACY_NOTICE = "privacy-notice", _("Privacy notice")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10, choices=Language.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="consent_one_standing",
                violation_error_message=_("This consent stands already."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
