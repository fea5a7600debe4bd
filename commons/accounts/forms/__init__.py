"""The forms of accounts: signing in and up (on allauth's), the profile, erasure."""

from commons.accounts.forms.profile import EraseForm, ProfileForm
from commons.accounts.forms.sign_up import SignupForm, SocialSignupForm

__all__ = ["EraseForm", "ProfileForm", "SignupForm", "SocialSignupForm"]
