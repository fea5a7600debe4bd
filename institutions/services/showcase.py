"""Products of the showcase: written by institutions, reviewed by officers, then public.

Whatever an institution changes of a public product is reviewed again before the public sees it; until then the product
is not shown. What an officer publishes is what they looked at: a change that comes in between refuses the publication.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.files.base import File
from django.db.models import Field
from django.utils.text import slugify

from commons.lib.languages import OWN_NAMES, Language
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import new_reference
from commons.pictures.models import Picture
from commons.pictures.services import add_picture, describe_picture, discard_picture
from commons.translations.services import Changes, record_edit
from commons.translations.texts import stored_text
from institutions import errors
from institutions.errors.goods import NotSettled, PictureNotReady, ProductChanged, ProductUnfinished
from institutions.models import Institution, Product
from institutions.roles import roles_of
from institutions.services import product_news as news
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

State = Product.State
PAGES = {"new"}
"""Words that stand in the place of a slug in the addresses of products."""
WRITTEN = ("name", "description")


@one_transaction
def save_product(*, product: Product, changed: Changes, minor: bool, editor: "User", at: datetime) -> None:
    """Save what the institution says of a product, new or known; `changed` are the languages of the changed texts.

    A new one is a draft. A public one waits for review again, and is not shown until then. Raises NotYourMove.
    """
    _refuse_unless_member(product, editor)
    if product.pk:
        # Locked: an officer may be publishing what stood there before.
        _fall_back(product, lock_product(product.pk), at)
    else:
        product.slug, product.created_by, product.created_at = _free_slug(product), editor, at
    product.save()
    record_edit(product, changed=changed, editor=editor, minor=minor, at=at)


@one_transaction
def show_picture(
    *, product: Product, file: File[Any] | None, alts: Mapping[str, str], editor: "User", at: datetime
) -> None:
    """Give the product a new picture, or (without a file) other words for the one it has; reviewed as its texts are.

    Raises NotYourMove, PictureTooBig or UnusablePicture.
    """
    _refuse_unless_member(product, editor)
    if file is None and product.picture is None:
        return
    picture = add_picture(file=file, alts=alts, by=editor, at=at) if file is not None else None
    locked = lock_product(product.pk)
    before = locked.picture
    _fall_back(locked, locked, at)
    if picture is not None:
        locked.picture = picture
    elif before is not None:
        describe_picture(picture=before, alts=alts)
    locked.save()
    if picture is not None and before is not None:
        discard_picture(picture=before)


@one_transaction
def submit(*, product: Product, by: "User", at: datetime) -> None:
    """Ask for a review. Raises NotYourMove, WrongState, NotSettled, or ProductUnfinished with what is missing."""
    _refuse_unless_member(product, by)
    locked = lock_product(product.pk)
    if locked.state not in {State.DRAFT, State.RETURNED, State.WITHDRAWN}:
        raise errors.WrongState
    if not Institution.objects.settled().filter(pk=locked.institution_id).exists():
        raise NotSettled
    if lacking := missing(locked):
        raise ProductUnfinished(missing=" · ".join(lacking))
    if locked.published_at is None:
        locked.slug = _free_slug(locked)
    locked.state, locked.submitted_at, locked.reason = State.SUBMITTED, at, ""
    locked.save()
    news.tell_waiting(locked, at=at)


@one_transaction
def publish(*, product: Product, seen: datetime | None, by: "User", at: datetime) -> None:
    """Show the product to the public; `seen` is when that was submitted which the officer looked at.

    Raises NotYourMove, WrongState, NotSettled, PictureNotReady, or ProductChanged when it was changed meanwhile.
    """
    _refuse_unless_reviewer(product, by)
    locked = lock_product(product.pk)
    if locked.state != State.SUBMITTED:
        raise errors.WrongState
    if locked.submitted_at != seen:
        raise ProductChanged
    if not Institution.objects.settled().filter(pk=locked.institution_id).exists():
        raise NotSettled
    if locked.picture is None or not locked.picture.is_ready:
        raise PictureNotReady
    locked.state, locked.reason, locked.published_at = State.PUBLISHED, "", at
    locked.reviewed_by, locked.reviewed_at = by, at
    locked.save()
    news.tell_published(locked, at=at)
    touch_public_pages()


@one_transaction
def give_back(*, product: Product, reason: str, by: "User", at: datetime) -> None:
    """Return a product with a reason that the institution reads; a public one is not shown any more.

    Raises NotYourMove or WrongState.
    """
    _refuse_unless_reviewer(product, by)
    locked = lock_product(product.pk)
    if locked.state not in {State.SUBMITTED, State.PUBLISHED}:
        raise errors.WrongState
    locked.state, locked.reason, locked.reviewed_by, locked.reviewed_at = State.RETURNED, reason, by, at
    locked.save()
    news.tell_returned(locked, at=at)
    touch_public_pages()


@one_transaction
def withdraw(*, product: Product, by: "User") -> None:
    """Take a product out of the showcase, or out of the review. Raises NotYourMove or WrongState."""
    _refuse_unless_member(product, by)
    locked = lock_product(product.pk)
    if locked.state not in {State.SUBMITTED, State.PUBLISHED}:
        raise errors.WrongState
    locked.state = State.WITHDRAWN
    locked.save()
    touch_public_pages()


@one_transaction
def discard(*, product: Product, by: "User") -> None:
    """Delete a product that was never public, with its picture. Raises NotYourMove or WrongState."""
    _refuse_unless_member(product, by)
    locked = lock_product(product.pk)
    if locked.published_at is not None or locked.state == State.SUBMITTED:
        raise errors.WrongState
    picture = locked.picture
    locked.delete()
    if picture is not None:
        discard_picture(picture=picture)


def missing(product: Product) -> list[str]:
    """What the public would miss: texts by language, and the picture. Empty when it can be submitted."""
    lacking = [
        f"{_called(name)} ({OWN_NAMES[code]})"
        for name in WRITTEN
        for code in Language.values
        if not stored_text(product, name, code)
    ]
    has_picture = product.picture is not None and product.picture.state != Picture.State.REFUSED
    return lacking if has_picture else [*lacking, _called("picture")]


def _called(field: str) -> str:
    return str(cast("Field[Any, Any]", Product._meta.get_field(field)).verbose_name)


def lock_product(product_id: int) -> Product:
    """The product as it stands, its row locked: its state and its words change behind it. No other row is locked."""
    Product.objects.select_for_update(no_key=True).values_list("pk").get(pk=product_id)
    return Product.objects.select_related("institution", "picture").get(pk=product_id)


def _fall_back(product: Product, standing: Product, at: datetime) -> None:
    """What was public or waited for review waits for review as it is now; the rest stays what it is."""
    was_public = standing.state == State.PUBLISHED
    product.state = State.SUBMITTED if was_public else standing.state
    product.reason, product.picture = standing.reason, standing.picture
    product.reviewed_by, product.reviewed_at = standing.reviewed_by, standing.reviewed_at
    product.slug, product.published_at = standing.slug, standing.published_at
    product.submitted_at = at if product.state == State.SUBMITTED else standing.submitted_at
    if was_public:
        news.tell_waiting(product, at=at)
        touch_public_pages()


def _refuse_unless_member(product: Product, person: "User") -> None:
    if product.institution_id not in roles_of(person).institutions:
        raise errors.NotYourMove


def _refuse_unless_reviewer(product: Product, person: "User") -> None:
    """Nobody reviews what an institution of theirs shows."""
    roles = roles_of(person)
    if not roles.is_officer or product.institution_id in roles.institutions:
        raise errors.NotYourMove


def _free_slug(product: Product) -> str:
    slug = slugify(stored_text(product, "name", Language.ENGLISH))[:60].strip("-")
    taken = Product.objects.exclude(pk=product.pk).filter(slug=slug).exists()
    # Unique enough for the database to settle the rare clash.
    return slug if slug and slug not in PAGES and not taken else new_reference(slug or "product").lower()
