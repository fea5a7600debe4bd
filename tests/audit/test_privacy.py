"""A person's copy tells what they did; their erasure leaves the log as it is."""

import pytest
from django.utils import timezone

from commons.accounts.services import erase_account
from commons.audit import privacy
from commons.audit.models import Act, Entry
from commons.audit.services import record
from commons.lib.privacy import registry
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db


def test_the_log_is_in_the_register() -> None:
    assert "access-log" in {holding.name for holding in registry()}


def test_the_copy_holds_a_persons_own_acts_only() -> None:
    clerk, colleague = make_resident(), make_resident()
    for actor, reference in ((clerk, "M-1"), (colleague, "M-2")):
        record(actor=actor, act=Act.OPEN, subject="legal.matter", reference=reference, at=NOON)

    (exported,) = privacy.export(clerk)

    assert (exported["reference"], exported["at"], exported["act"]) == ("M-1", NOON, "open")


def test_erasing_an_account_leaves_its_entries() -> None:
    clerk = make_resident()
    record(actor=clerk, act=Act.OPEN, subject="legal.matter", reference="M-1", at=NOON)

    erase_account(user=clerk, at=timezone.now())

    assert Entry.objects.get().actor_id == clerk.pk
