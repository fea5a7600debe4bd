"""How django-allauth works for this portal: its people, its words, its mails by way of the outbox."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts import mails
from commons.accounts.models import User
from commons.accounts.sessions import describe_device
from commons.accounts.ways_back import way_back, with_way_back
from commons.lib.languages import Language

EMAIL_MAX_LENGTH = 254


def page_language() -> str:
    """The language of the page, as accounts keep it."""
    language = get_language()
    return language if language in Language.values else Language.ENGLISH


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with one full name, refusals that say what to do next, and mails that wait in the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is the address of your account already."),
        "email_password_mismatch": _("The e-mail address and the password do not match. Check both and try again."),
        "email_taken": _("There is an account with this e-mail address already. Sign in instead, or use another one."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Check it and try again."),
        "incorrect_password": _("This password is not right."),
        "invalid_or_expired_key": _("This link has expired or is not complete."),
        "invalid_password_reset": _("This link has expired or was used before."),
        "rate_limited": _("These were too many tries. Wait a few minutes and try again."),
        "same_as_current": _("This is the address of your account already."),
        "too_many_login_attempts": _("These were too many tries. Wait a few minutes and try again."),
        "unverified_primary_email": _("Confirm your e-mail address first."),
    }

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        """Keep the name from the form, and the language of the page for every message to come."""
        user.full_name = form.cleaned_data["full_name"]
        user.language = page_language()
        return super().save_user(request, user, form, commit=commit)

    def clean_email(self, email: str) -> str:
        """Refuse an address that no column could hold."""
        MaxLengthValidator(EMAIL_MAX_LENGTH)(email)
        return super().clean_email(email)

    def is_safe_url(self, url: str) -> bool:
        """Whether the way back stays on this site; what is no address at all does not."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm the address, unless another account has it meanwhile."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            context = {"email": email_address.email}
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
            return False
        return super().confirm_email(request, email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox, in the language of the account or else of the page.

        Its links lead on to what the person had chosen before.
        """
        back = way_back(self.request) if self.request else ""
        links = {name: with_way_back(context[name], back) for name in mails.LEADING_BACK if context.get(name)}
        mails.post_mail(template_prefix, address=email, context=context | links, page_language=page_language())

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person of a change to their account, at the old address too, in their own language."""
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email=email)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove oneself again, in the portal's words."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words.get(method["id"], method["description"])} for method in methods]


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts that come from Kakao, Naver, WeChat, LINE, Google or Apple."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _(
            "There is an account with this e-mail address already. Sign in to it first, then connect %s there."
        ),
        "invalid_token": _("The answer of the other service was not valid. Try again."),
        "no_password": _("Set a password first, so that you can still sign in."),
        "no_verified_email": _("Confirm your e-mail address first, so that you can still sign in."),
        "disconnect_last": _("This is your only way to sign in. Set a password first."),
        "connected_other": _("This account of the other service belongs to somebody else here."),
    }

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        """The services whose keys are in the settings; without any, nothing is looked up for it."""
        if not settings.SOCIALACCOUNT_PROVIDERS:
            return []
        return super().list_apps(request, provider=provider, client_id=client_id)

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        """Offer the name and address that the other service gave."""
        return {"full_name": sociallogin.user.full_name} | super().get_signup_form_initial_data(sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take the name as one, whichever way the other service cut it."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(part for part in parts if part) or data.get("username")
        user.full_name = str(name or "")[:150]
        user.email = user.email or None
        return user


class MFAAdapter(DefaultMFAAdapter):
    """The second step of signing in, and passkeys, in the portal's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Switch two-step sign-in off before you change the e-mail address."),
        "cannot_delete_authenticator": _("Two-step sign-in cannot be switched off for this account."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _("This code is not right. Check it and try again."),
        "unverified_email": _("Confirm your e-mail address first: the link is in the mail that was sent to you."),
    }

    def get_totp_issuer(self) -> str:
        """The portal's name in the language of the page, as the authenticator app will show it."""
        return settings.SITE_NAMES[page_language()]

    def _get_site_name(self) -> str:
        return settings.SITE_NAMES[page_language()]

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002, ARG002 - the shape is allauth's
        """A first name for a passkey, which its owner can change: the device on which it is made."""
        return describe_device(context.request.headers.get("User-Agent", ""))

    def is_mfa_enabled(self, user: Any, types: Sequence[str] | None = None) -> bool:
        """Whether the person has a second step (of these types). Looked up once while a page is only read."""
        request = context.request
        if user.is_anonymous or request is None or request.method != "GET":
            return super().is_mfa_enabled(user, types)
        known: dict[int, set[str]] = request.__dict__.setdefault("_second_steps", {})
        if user.pk not in known:
            known[user.pk] = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        return bool(known[user.pk] if types is None else known[user.pk].intersection(types))
