"""The sample's goods: products of institutions that have settled, and questions to the service centre."""

from datetime import datetime, timedelta
from typing import Any

from commons.accounts.models import User
from institutions.models import Enquiry, Institution, Product
from institutions.services import enquiries, showcase
from portal.sample import read
from portal.sample.places import draw, made

DAY = timedelta(days=1)


def load_goods(signed_up: dict[str, User], at: datetime) -> None:
    """Products once, as soon as institutions have settled; enquiries once. After the contracts of the sample."""
    told = read("goods")
    # Nobody acts for the institutions that exist, and so nothing is shown in their name.
    settled = list(Institution.objects.settled().filter(members__until=None, members__isnull=False).order_by("pk"))
    if settled and not Product.objects.exists():
        for number, product in enumerate(told["product"]):
            # One from the same country, when there is one; by turns, so that several show something.
            near = [one for one in settled if one.country == product["from"]] or settled
            _load_product(product, near[number % len(near)], signed_up["officer"], at)
    if not Enquiry.objects.exists():
        for enquiry in told["enquiry"]:
            _load_enquiry(enquiry, signed_up, at)


def _load_product(told: dict[str, Any], institution: Institution, officer: User, at: datetime) -> None:
    begun = at - told["steps"][0][1] * DAY
    member = institution.members.representatives()[0].user
    facts = {"institution": institution, "origin": told["from"], "picture": draw(told["picture"], member, begun)}
    product, changed = made(Product, told, "category", **facts)
    showcase.save_product(product=product, changed=changed, minor=False, editor=member, at=begun)
    for act, days, *words in told["steps"]:
        moment = at - days * DAY
        if act == "submitted":
            showcase.submit(product=product, by=member, at=moment)
        elif act == "returned":
            showcase.give_back(product=product, reason=words[0], by=officer, at=moment)
        else:
            # Its picture is prepared only after the sample is loaded, so no officer could publish it by the rules.
            facts = {"reviewed_by": officer, "reviewed_at": moment, "published_at": moment}
            Product.objects.filter(pk=product.pk).update(state=Product.State.PUBLISHED, **facts)


def _load_enquiry(told: dict[str, Any], signed_up: dict[str, User], at: datetime) -> None:
    person, asked = signed_up[told["who"]], at - told["asked"] * DAY
    institution = Institution.objects.filter(members__in=person.institution_memberships.filter(until=None)).first()
    enquiry = enquiries.ask(
        category=told["category"], subject=told["subject"], text=told["text"], institution=institution, by=person,
        at=asked,
    )  # fmt: skip
    if "owner" in told:
        owner = signed_up[told["owner"]]
        enquiries.assign(enquiry=enquiry, owner=owner, instead_of=None, by=owner, at=asked + DAY / 24)
    if "note" in told:
        enquiries.note(enquiry=enquiry, text=told["note"], by=owner, at=asked + DAY)
    if "answer" in told:
        enquiries.answer(enquiry=enquiry, text=told["answer"], by=owner, at=at - told["answered"] * DAY)
    if "closed" in told:
        enquiries.close(enquiry=enquiry, by=person, at=at - told["closed"] * DAY)
