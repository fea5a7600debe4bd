"""allauth's forms with the portal's labels and bounds. Settings name them in ACCOUNT_FORMS and MFA_FORMS."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from commons.accounts.forms.fields import PASSWORD_HINT, PlainFields


class LoginForm(PlainFields, account.LoginForm):
    """E-mail address and password."""


class RequestLoginCodeForm(PlainFields, account.RequestLoginCodeForm):
    """The address to which a sign-in code goes."""


class ConfirmLoginCodeForm(PlainFields, account.ConfirmLoginCodeForm):
    """The sign-in code."""

    hints = {"code": _("Six digits, from the mail.")}


class AddEmailForm(PlainFields, account.AddEmailForm):
    """A new e-mail address."""

    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    """The current password and the new one, once: it can be shown while it is typed."""

    labels = {"oldpassword": _("Current password"), "password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    """A first password."""

    labels = {"password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    """The new password, once."""

    labels = {"password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    """The password once more."""


class AuthenticateForm(PlainFields, mfa.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(PlainFields, mfa.ReauthenticateForm):
    """A code once more."""


class ActivateTOTPForm(PlainFields, totp.ActivateTOTPForm):
    """The first code from an authenticator app."""

    labels = {"code": _("Six digits from the app")}


class SoundCredential:
    """Answers a made-up passkey as a wrong one: the library stumbles over some of them."""

    def clean_credential(self) -> Authenticator:
        """The passkey that the browser proved to hold."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError) as stumble:
            raise get_adapter().validation_error("incorrect_code") from stumble


class AuthenticateWebAuthnForm(SoundCredential, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class LoginWebAuthnForm(SoundCredential, webauthn.LoginWebAuthnForm):
    """A passkey alone."""


class ReauthenticateWebAuthnForm(SoundCredential, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""


class AddWebAuthnForm(PlainFields, webauthn.AddWebAuthnForm):
    """A new passkey."""

    labels = {"passwordless": _("Sign in with this passkey alone, without a password")}
    hints = {
        "passwordless": _(
            "The device will ask for your fingerprint, your face or its PIN. Switch it off for a key "
            "that is only the second step after your password."
        )
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].widget.attrs["maxlength"] = "60"

    def clean_name(self) -> str:
        """The name, cut to what a list has room for: the passkey exists already, so it is not refused for it."""
        return super().clean_name()[:60]

    def clean(self) -> dict[str, Any]:
        """Check what the browser made; what is not a passkey at all is answered as a wrong one."""
        try:
            return super().clean()
        except (KeyError, TypeError, ValueError) as stumble:
            raise get_adapter().validation_error("incorrect_code") from stumble


class EditWebAuthnForm(PlainFields, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""
