"""The showcase: what institutions write, what officers let through, and what the public sees and does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commons.notifications.models import Message
from institutions import errors
from institutions.errors.goods import NotSettled, PictureNotReady, ProductChanged, ProductUnfinished
from institutions.models import Contract, Institution, Product
from institutions.services import showcase
from tests.factories import NOON, in_three_languages, make_picture, make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
LANGUAGES = {"zh-hans": "中文", "en": "English", "ko": "한국어"}


def make_draft(institution: Institution, **fields: Any) -> Product:
    values: dict[str, Any] = {"state": "draft", "submitted_at": None, "picture": make_picture()}
    return making.make_product(institution, **values | fields)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_product_is_public_once_an_officer_has_published_it() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person))

    showcase.submit(product=product, by=person, at=NOON)
    assert not Product.objects.published().exists()
    showcase.publish(product=product, seen=NOON, by=officer, at=LATER)

    assert Product.objects.published().get() == product
    told = Message.objects.filter(recipient=person, template="institutions/product_published")
    assert told.count() == 1


def test_officers_hear_of_a_product_that_waits() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person))

    showcase.submit(product=product, by=person, at=NOON)

    assert Message.objects.filter(recipient=officer, template="institutions/product_waiting").count() == 1


def test_the_address_follows_the_english_name_until_it_is_public() -> None:
    person = make_resident()
    product = make_draft(making.make_settled(person), slug="product-x", name_en="Jeju Tea, 200 g")

    showcase.submit(product=product, by=person, at=NOON)

    product.refresh_from_db()
    assert product.slug == "jeju-tea-200-g"


@pytest.mark.parametrize("lacking", [{"name_ko": ""}, {"description_zh_hans": ""}, {"picture": None}])
def test_what_is_unfinished_is_not_submitted_and_the_refusal_says_what_is_missing(lacking: dict[str, Any]) -> None:
    person = make_resident()
    product = make_draft(making.make_settled(person), **lacking)

    with pytest.raises(ProductUnfinished) as refused:
        showcase.submit(product=product, by=person, at=NOON)

    assert len(showcase.missing(product)) == 1
    assert showcase.missing(product)[0] in str(refused.value)


def test_only_settled_institutions_submit() -> None:
    person = make_resident()
    product = make_draft(making.make_institution(member=person))

    with pytest.raises(NotSettled):
        showcase.submit(product=product, by=person, at=NOON)


def test_a_picture_that_is_not_ready_holds_the_publication_back() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person), picture=make_picture(state="waiting"))
    showcase.submit(product=product, by=person, at=NOON)

    with pytest.raises(PictureNotReady):
        showcase.publish(product=product, seen=NOON, by=officer, at=LATER)


def test_an_officer_publishes_only_what_they_have_seen() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person))
    showcase.submit(product=product, by=person, at=NOON)
    product.refresh_from_db()
    product.name_en = "Something else"
    showcase.save_product(product=product, changed={"name": {"en"}}, minor=False, editor=person, at=LATER)

    with pytest.raises(ProductChanged):
        showcase.publish(product=product, seen=NOON, by=officer, at=LATER)


def test_nobody_reviews_the_products_of_their_own_institution() -> None:
    officer = making.make_officer()
    product = make_draft(making.make_settled(officer))
    showcase.submit(product=product, by=officer, at=NOON)

    with pytest.raises(errors.NotYourMove):
        showcase.publish(product=product, seen=NOON, by=officer, at=LATER)


def test_members_of_others_and_residents_change_nothing() -> None:
    product = making.make_product(making.make_settled(make_resident()))
    elsewhere = make_resident()
    making.make_settled(elsewhere)

    for stranger in (elsewhere, make_resident()):
        with pytest.raises(errors.NotYourMove):
            showcase.submit(product=product, by=stranger, at=NOON)
        with pytest.raises(errors.NotYourMove):
            showcase.withdraw(product=product, by=stranger)


def test_a_changed_product_is_not_public_until_it_is_reviewed_again(client: Client) -> None:
    person = make_resident()
    product = making.make_product(making.make_settled(person), picture=make_picture())
    browser = signed_in(person)
    address = f"/en/institutions/ours/{product.institution.slug}/products/{product.slug}/edit/"
    assert client.get(product.get_absolute_url()).status_code == 200
    assert "not shown until an officer" in browser.get(address).content.decode()
    words = {"category": "food", "origin": "KR"}
    words |= {f"{name}_{code}": f"New {name}" for name in ("name", "description") for code in ("zh_hans", "en", "ko")}

    assert browser.post(address, words).status_code == 302

    product.refresh_from_db()
    assert product.state == "submitted"
    assert client.get(product.get_absolute_url()).status_code == 404


def test_saving_without_a_change_leaves_a_public_product_public() -> None:
    person = make_resident()
    product = making.make_product(making.make_settled(person))
    address = f"/en/institutions/ours/{product.institution.slug}/products/{product.slug}/edit/"
    names = [f"{name}_{code}" for name in ("name", "description") for code in ("zh_hans", "en", "ko")]

    signed_in(person).post(address, {name: getattr(product, name) for name in [*names, "category", "origin"]})

    product.refresh_from_db()
    assert product.state == "published"


def test_a_new_picture_is_reviewed_too() -> None:
    person = make_resident()
    product = making.make_product(making.make_settled(person), picture=make_picture())

    alts = dict.fromkeys(LANGUAGES, "A tin of tea")
    showcase.show_picture(product=product, file=None, alts=alts, editor=person, at=LATER)

    product.refresh_from_db()
    assert (product.state, product.picture.alt_en if product.picture else "") == ("submitted", "A tin of tea")


def test_a_product_disappears_with_the_contract(client: Client) -> None:
    product = making.make_product(making.make_settled())
    Contract.objects.filter(institution=product.institution).update(state="expiring")
    assert client.get(product.get_absolute_url()).status_code == 200

    Contract.objects.filter(institution=product.institution).update(state="expired")

    assert not Product.objects.published().exists()


def test_a_returned_product_tells_why_and_can_be_submitted_again() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person))
    showcase.submit(product=product, by=person, at=NOON)
    showcase.give_back(product=product, reason="The Korean text is cut off.", by=officer, at=LATER)

    product.refresh_from_db()
    page = signed_in(person).get(f"/en/institutions/ours/{product.institution.slug}/products/{product.slug}/")
    assert product.state == "returned"
    assert "The Korean text is cut off." in page.content.decode()
    told = Message.objects.get(recipient=person, template="institutions/product_returned")
    assert "The Korean text is cut off." in told.text
    showcase.submit(product=product, by=person, at=LATER)


def test_only_what_was_never_public_is_deleted() -> None:
    person = make_resident()
    institution = making.make_settled(person)
    draft, shown = make_draft(institution), making.make_product(institution)

    showcase.discard(product=draft, by=person)
    with pytest.raises(errors.WrongState):
        showcase.discard(product=shown, by=person)

    assert list(Product.objects.all()) == [shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_reads_products_in_their_language(client: Client, language: str) -> None:
    product = making.make_product(picture=make_picture(), **in_three_languages(name="Tea", description="Green."))

    listed = client.get(f"/{language}/institutions/showcase/")
    shown = client.get(f"/{language}/institutions/showcase/{product.slug}/")

    assert f"{LANGUAGES[language]} Tea" in listed.content.decode()
    assert f"{LANGUAGES[language]} Green." in shown.content.decode()
    assert not listed.cookies
    assert not shown.cookies


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_the_public_sees_nothing_that_was_not_let_through(client: Client, state: str) -> None:
    product = making.make_product(state=state, reason="Because.")

    assert client.get(f"/en/institutions/showcase/{product.slug}/").status_code == 404
    assert product.name not in client.get("/en/institutions/showcase/").content.decode()


def test_the_showcase_narrows_by_kind_origin_institution_and_words(client: Client) -> None:
    first = making.make_product(category="food", origin="KR", name_ko="제주 녹차")
    second = making.make_product(category="cosmetics", origin="JP")

    def found(query: str) -> set[str]:
        return {one.slug for one in client.get(f"/en/institutions/showcase/{query}").context["page"]}

    assert found("") == {first.slug, second.slug}
    assert found("?category=food") == {first.slug}
    assert found("?origin=JP") == {second.slug}
    assert found(f"?institution={second.institution.slug}") == {second.slug}
    assert found("?q=녹차") == {first.slug}
    assert found("?q=녹차&origin=JP") == set()
    assert found("?category=nonsense&origin=%00") == {first.slug, second.slug}


def test_the_institution_writes_a_product_over_the_pages() -> None:
    person = make_resident()
    institution = making.make_settled(person)
    words = {"category": "food", "origin": "KR", "name_en": "Jeju tea"}
    words["description_ko"] = "녹차"

    answer = signed_in(person).post(f"/en/institutions/ours/{institution.slug}/products/new/", words, follow=True)

    html = answer.content.decode()
    product = Product.objects.get()
    assert (product.slug, product.state, product.created_by) == ("jeju-tea", "draft", person)
    assert "Before you can submit it, add:" in html


def test_an_officer_reviews_over_the_pages() -> None:
    person, officer = make_resident(), making.make_officer()
    product = make_draft(making.make_settled(person))
    showcase.submit(product=product, by=person, at=NOON)
    product.refresh_from_db()
    desk = signed_in(officer)
    page = desk.get(f"/en/desk/institutions/showcase/{product.slug}/")
    seen = page.context["publish_form"]["seen"].value()

    assert product.name_en in desk.get("/en/desk/institutions/showcase/").content.decode()
    desk.post(f"/en/desk/institutions/showcase/{product.slug}/publish/", {"seen": seen})

    product.refresh_from_db()
    assert (product.state, product.reviewed_by) == ("published", officer)


def test_pages_of_the_showcase_ask_the_database_little(django_assert_max_num_queries: Any) -> None:
    person, officer = make_resident(), making.make_officer()
    institution = making.make_settled(person)
    for number in range(6):
        making.make_product(institution, picture=make_picture(), category="food" if number % 2 else "household")
    product = making.make_product(institution, picture=make_picture())
    own = f"institutions/ours/{institution.slug}/products/"

    for browser, path in [
        (Client(), "institutions/showcase/"), (Client(), f"institutions/showcase/{product.slug}/"),
        (signed_in(person), own), (signed_in(person), f"{own}{product.slug}/"),
        (signed_in(person), f"{own}{product.slug}/edit/"), (signed_in(person), f"{own}{product.slug}/picture/"),
        (signed_in(officer), "desk/institutions/showcase/?tab=published"),
        (signed_in(officer), f"desk/institutions/showcase/{product.slug}/"),
    ]:  # fmt: skip
        with django_assert_max_num_queries(12):
            assert browser.get(f"/en/{path}").status_code == 200
