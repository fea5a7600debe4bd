"""The picture of an activity."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction

from commons.lib.page_cache import touch_public_pages
from commons.pictures.models import Picture
from commons.pictures.services import add_picture, describe_picture, discard_picture
from events.models import Event

if TYPE_CHECKING:
    from commons.accounts.models import User


@transaction.atomic
def show_picture(
    *, event: Event, file: File[Any] | None, alts: Mapping[str, str], editor: "User", at: datetime
) -> None:
    """Give the activity a new picture, or (without a file) other words for the one it has.

    The old one is removed with its files unless something else, such as a copy, shows it.
    Raises PictureTooBig or UnusablePicture.
    """
    if file is None:
        if event.picture:
            describe_picture(picture=event.picture, alts=alts)
        return
    _replace(event, add_picture(file=file, alts=alts, by=editor, at=at), at=at)


@transaction.atomic
def remove_picture(*, event: Event, at: datetime) -> None:
    """Show no picture of the activity any more."""
    _replace(event, None, at=at)


def _replace(event: Event, picture: Picture | None, *, at: datetime) -> None:
    before, event.picture = event.picture, picture
    event.changed_at = at
    event.save(update_fields=["picture", "changed_at"])
    if before is not None:
        discard_picture(picture=before)
    touch_public_pages()
