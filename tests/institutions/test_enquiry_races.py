"""Real threads on PostgreSQL: officers who take the same enquiry at the same moment, with a twin without the lock."""

from typing import Any

import pytest

from commons.accounts.models import User
from commons.lib.errors import Refusal
from institutions.models import Enquiry
from institutions.querysets import EnquiryQuerySet
from institutions.services import enquiries
from tests.events.test_races import at_once
from tests.factories import NOON, make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 8


def taking(enquiry: Enquiry, officer: User) -> Any:
    return lambda: enquiries.assign(enquiry=enquiry, owner=officer, instead_of=None, by=officer, at=NOON)


def takers() -> int:
    """How many of eight officers believe that the enquiry is theirs."""
    enquiry = making.make_enquiry(make_resident())
    results = at_once([taking(enquiry, making.make_officer()) for _ in range(OFFICERS)])
    assert all(result is None or isinstance(result, Refusal) for result in results)
    return results.count(None)


def test_one_of_eight_officers_gets_the_enquiry() -> None:
    assert takers() == 1


def test_without_the_lock_several_believe_that_it_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EnquiryQuerySet, "select_for_update", lambda self, **_options: self.all())

    assert max(takers() for _ in range(10)) > 1
