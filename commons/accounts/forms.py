"""The person's forms."""

from allauth.account.forms import SignupForm as BaseSignupForm


class SignupForm(BaseSignupForm):
    pass
