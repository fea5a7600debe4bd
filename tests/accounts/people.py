"""Members of the portal for the tests of accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.services import give_consent
from tests.factories import make_resident

PASSWORD = "sea-breeze-42"


def make_member(**fields: Any) -> User:
    """A resident with a password, a confirmed address and a consent."""
    user = make_resident(**{"password": PASSWORD} | fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    give_consent(user=user, language=user.language, at=timezone.now())
    return user


def sign_in(client: Client, user: User) -> None:
    """Sign in through the form, as a browser does."""
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})


def prove_again(client: Client) -> None:
    """Give the password once more, as before a change to the account."""
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
