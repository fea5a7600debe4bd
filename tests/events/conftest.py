"""A community, a member of its staff, and a browser in which they are signed in."""

import pytest
from django.test import Client

from commons.accounts.models import User
from communities.models import Community
from tests.factories import make_community, make_staff


@pytest.fixture
def community() -> Community:
    return make_community()


@pytest.fixture
def staff(community: Community) -> User:
    return make_staff(community)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client
