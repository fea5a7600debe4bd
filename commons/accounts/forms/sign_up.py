"""Signing up: the least that is needed, and consent in the same transaction."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.socialaccount.forms import SignupForm as BaseSocialSignupForm
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts import notices
from commons.accounts.forms.fields import PASSWORD_HINT, NameField, PlainFields, link_to_notice
from commons.accounts.models import User
from commons.accounts.services import give_consent


class ConsentingSignup(PlainFields, forms.Form):
    """What both ways of signing up ask for: a name, and consent to the privacy notice in force."""

    full_name = NameField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        help_text=_("As you write it yourself, in any script."),
    )
    consent = forms.BooleanField(
        label=_("I agree to the privacy notice"),
        error_messages={"required": _("Without your consent the portal may not keep an account for you.")},
    )

    field_order = ("full_name", "email", "password1", "consent")
    hints = {
        "full_name": _("As you write it yourself, in any script."),
        "password1": PASSWORD_HINT,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = link_to_notice(reverse("accounts:privacy_notice"), notices.CURRENT)

    def save(self, request: HttpRequest) -> User:
        """Make the account and record the consent, both or neither."""
        with transaction.atomic():
            user: User = super().save(request)  # type: ignore[misc]
            give_consent(user=user, language=user.language, at=timezone.now())
        return user

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save; somebody who sends the form twice at once is led to sign in instead of to an error page."""
        try:
            user, response = super().try_save(request)  # type: ignore[misc]
        except IntegrityError:
            messages.error(request, str(get_adapter().error_messages["email_taken"]))
            return None, redirect("account_login")
        return user, response


class SignupForm(ConsentingSignup, BaseSignupForm):
    """Signing up with e-mail address and password."""


class SocialSignupForm(ConsentingSignup, BaseSocialSignupForm):
    """The last step of signing up with another service."""
