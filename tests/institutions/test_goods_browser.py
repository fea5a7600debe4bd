"""axe finds nothing to object to on the pages of goods, for all who open them, in three languages."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from commons.accounts.models import User
from commons.pictures.services import due_pictures, prepare_picture
from institutions.models import Enquiry, Institution, Product
from portal.sample.goods import load_goods
from portal.sample.people import load_sign_ins
from tests.browser.barriers import LANGUAGES, looks, objections
from tests.institutions import making
from tests.sample import blank_pictures

pytestmark = pytest.mark.django_db(transaction=True)


def make_goods() -> dict[str, User]:
    """The sample's goods, shown by the institution that the sample's representative acts for."""
    at = timezone.now()
    people = load_sign_ins(at)
    making.make_settled(people["institution"], is_listed=True, listed_at=at)
    with blank_pictures():
        load_goods(people, at)
    for picture in due_pictures(at=timezone.now()):
        prepare_picture(picture_id=picture, at=timezone.now())
    return people


def addresses(role: str, person: User | None) -> list[str]:
    """What somebody in this role opens."""
    if role == "visitor":
        shown = Product.objects.published()[0]
        return ["institutions/showcase/", "institutions/showcase/?q=zzz", f"institutions/showcase/{shown.slug}/"]
    if role == "officer":
        products = [f"showcase/{product.slug}/" for product in Product.objects.exclude(state="draft")[:3]]
        enquiries = [f"enquiries/{enquiry.reference}/" for enquiry in Enquiry.objects.all()]
        tabs = ["enquiries/", "enquiries/?tab=closed", "enquiries/?q=zzz", "showcase/", "showcase/?tab=withdrawn"]
        return [f"desk/institutions/{path}" for path in (*tabs, *products, *enquiries)]
    own = [f"enquiries/{enquiry.reference}/" for enquiry in Enquiry.objects.of_asker(person)]
    ours = []
    for institution in Institution.objects.of_member(person):
        room = f"ours/{institution.slug}/products/"
        ours += [room, f"{room}new/"]
        for product in institution.products.all()[:6]:
            ours += [f"{room}{product.slug}/"]
        ours += [f"{room}{product.slug}/edit/", f"{room}{product.slug}/picture/"]
    return [f"institutions/{path}" for path in ("enquiries/", "enquiries/ask/", *own, *ours)]


def sign_in(page: Page, origin: str, person: User) -> None:
    """Give the browser the session of this person."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": origin}])


@pytest.mark.parametrize("role", ["visitor", "resident-en", "institution", "officer"])
def test_no_page_of_goods_has_a_barrier(browser: Browser, live_portal: Any, role: str) -> None:
    person = make_goods().get(role)
    page = browser.new_context(reduced_motion="reduce").new_page()
    if person:
        sign_in(page, live_portal, person)
    paths = addresses(role, person)

    found = [
        objection
        for language in LANGUAGES
        for number, path in enumerate(paths)
        for objection in objections(page, f"{live_portal}/{language}/{path}", looks(number, language))
    ]
    page.context.close()

    assert not found, "\n".join(found[:40])
