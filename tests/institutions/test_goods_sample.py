"""The sample of goods: products by whoever has settled, questions in every state, each in its languages, once."""

import pytest
from django.utils import timezone

from commons.lib.languages import Language
from commons.translations import services as translations
from institutions.models import Enquiry, Product
from portal.sample import places
from portal.sample.canvas import Canvas
from portal.sample.goods import load_goods
from portal.sample.people import load_sign_ins
from portal.sample.pictures import PICTURES
from tests.factories import make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw blank sheets: what is on them is looked at elsewhere."""
    monkeypatch.setattr(places, "PICTURES", dict.fromkeys(PICTURES, lambda: Canvas("#0b5a6b", scale=1)))


def test_goods_are_loaded_once_and_complete() -> None:
    at = timezone.now()
    people = load_sign_ins(at)
    for country in ("KR", "JP"):
        making.make_settled(make_resident(), country=country)

    for _ in range(2):
        load_goods(people, at)

    assert {product.state for product in Product.objects.all()} == {"published", "submitted", "returned"}
    assert Product.objects.published().count() == 4
    assert {enquiry.state for enquiry in Enquiry.objects.all()} == {"open", "answered", "closed"}
    assert any(enquiry.is_late(at) for enquiry in Enquiry.objects.all())
    assert Enquiry.objects.count() == 4
    assert all(product.institution.country == product.origin for product in Product.objects.all())
    assert translations.coverage(Product.objects.all()) == dict.fromkeys(Language.values, 100)


def test_without_settled_institutions_there_are_questions_but_no_products() -> None:
    at = timezone.now()

    load_goods(load_sign_ins(at), at)

    assert not Product.objects.exists()
    assert Enquiry.objects.exists()
