"""What communities and venues say of themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from commons.accounts.models import User
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import new_reference
from commons.pictures.models import Picture
from commons.pictures.services import add_picture, describe_picture, discard_picture
from commons.translations.services import Changes, record_edit
from communities.models import Community, Venue


@transaction.atomic
def save_community(*, community: Community, changed: Changes, minor: bool, editor: User, at: datetime) -> None:
    """Save what the community says of itself; `changed` are the languages of the texts that the editor changed."""
    community.save()
    record_edit(community, changed=changed, editor=editor, minor=minor, at=at)
    touch_public_pages()


@transaction.atomic
def save_venue(*, venue: Venue, changed: Changes, minor: bool, editor: User, at: datetime) -> None:
    """Save a venue, new or known; `changed` are the languages of the texts that the editor changed.

    A new one gets its address on the site from its English name.
    """
    venue.slug = venue.slug or _free_slug(getattr(venue, "name_en", None) or "")
    venue.save()
    record_edit(venue, changed=changed, editor=editor, minor=minor, at=at)
    touch_public_pages()


@transaction.atomic
def show_picture(
    *, community: Community, file: File[Any] | None, alts: Mapping[str, str], editor: User, at: datetime
) -> None:
    """Give the community a new picture, or (without a file) other words for the one it has.

    The old one is removed with its files unless something else shows it. Raises PictureTooBig or UnusablePicture.
    """
    if file is None:
        if community.picture:
            describe_picture(picture=community.picture, alts=alts)
        return
    picture = add_picture(file=file, alts=alts, by=editor, at=at)
    _replace_picture(community, picture)


@transaction.atomic
def remove_picture(*, community: Community) -> None:
    """Show no picture of the community any more."""
    _replace_picture(community, None)


def _free_slug(name: str) -> str:
    slug = slugify(name)[:40]
    if slug and not Venue.objects.filter(slug=slug).exists():
        return slug
    # Unique enough for the database to settle the rare clash.
    return new_reference(slug or "venue").lower()


def _replace_picture(community: Community, picture: Picture | None) -> None:
    before, community.picture = community.picture, picture
    community.save(update_fields=["picture"])
    if before is not None:
        discard_picture(picture=before)
    touch_public_pages()
