"""What institutions and officers are told of products."""

from datetime import datetime

from django.urls import reverse

from commons.notifications.models import Message
from institutions.models import Product
from institutions.officers import officers
from institutions.services.messages import tell_members, tell_officer


def tell_waiting(product: Product, *, at: datetime) -> list[Message]:
    """Tell the officers that a product waits for review."""
    url = reverse("institutions-desk:product", args=[product.slug])
    return [
        tell_officer(
            officer, "product_waiting", key=_key(product, "waiting", at), url=url, at=at, product=product,
            institution=product.institution,
        )
        for officer in officers().exclude(institution_memberships__in=product.institution.members.standing())
    ]  # fmt: skip


def tell_published(product: Product, *, at: datetime) -> list[Message]:
    """Tell the institution that its product is public."""
    return tell_members(
        product.institution, "product_published", key=_key(product, "published", at), url=product.get_absolute_url(),
        at=at, product=product,
    )  # fmt: skip


def tell_returned(product: Product, *, at: datetime) -> list[Message]:
    """Tell the institution that its product was returned, and why."""
    url = reverse("institutions:own_product", args=[product.institution.slug, product.slug])
    return tell_members(
        product.institution, "product_returned", key=_key(product, "returned", at), url=url, at=at, product=product
    )


def _key(product: Product, what: str, at: datetime) -> str:
    return f"product-{what}:{product.pk}:{int(at.timestamp())}"
