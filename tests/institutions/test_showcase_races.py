"""Real threads on PostgreSQL: an officer publishes while the institution changes the product; and without the lock."""

from datetime import timedelta
from time import sleep

import pytest

from institutions.models import Product
from institutions.services import showcase
from tests.events.test_races import at_once
from tests.factories import NOON, make_picture, make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(hours=1)
ROUNDS = 12


def changes_lost() -> int:
    """How often, of some rounds, what the institution wrote is gone or public without having been seen."""
    person, officer = make_resident(), making.make_officer()
    institution = making.make_settled(person)
    lost = 0
    for _ in range(ROUNDS):
        made = making.make_product(institution, state="submitted", picture=make_picture())
        seen, written = Product.objects.get(pk=made.pk), Product.objects.get(pk=made.pk)
        written.name_en = "Never seen"
        at_once(
            [
                lambda seen=seen: showcase.publish(product=seen, seen=NOON, by=officer, at=LATER),
                lambda written=written: showcase.save_product(
                    product=written, changed={"name": {"en"}}, minor=False, editor=person, at=LATER
                ),
            ]
        )
        made.refresh_from_db()
        # Whoever comes first: the words stand, and wait for somebody to look at them.
        lost += (made.state, made.name_en) != ("submitted", "Never seen")
    return lost


def unlocked(product_id: int) -> Product:
    """Read the product without locking its row, and give the other time to do so too."""
    found = Product.objects.select_related("institution", "picture").get(pk=product_id)
    sleep(0.05)
    return found


def test_a_change_is_neither_lost_nor_public_while_an_officer_publishes() -> None:
    assert changes_lost() == 0


def test_without_the_lock_changes_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showcase, "lock_product", unlocked)

    assert changes_lost() > 0
