"""What an institution says of itself, and what of it the directory may show."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from commons.lib.page_cache import touch_public_pages
from commons.pictures.models import Picture
from commons.pictures.services import add_picture, describe_picture, discard_picture
from commons.translations.services import Changes, record_edit
from institutions import errors
from institutions.models import Institution, Shown
from institutions.roles import roles_of
from institutions.services.transactions import lock_institution, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

TEXTS = tuple(f"{name}_{code}" for name in ("name", "about") for code in ("zh_hans", "en", "ko"))
CONTACTS = ("website", "email", "phone")


@one_transaction
def save_profile(
    *, institution: Institution, changed: Changes, minor: bool, editor: "User", at: datetime
) -> Institution:
    """Save texts and contacts that a form has put on the institution; what it consented to stays as it is."""
    # Only these columns: a colleague may be changing the consents or the picture at this moment.
    institution.save(update_fields=[*TEXTS, *CONTACTS])
    record_edit(institution, changed=changed, editor=editor, minor=minor, at=at)
    touch_public_pages()
    return institution


@one_transaction
def consent(
    *, institution: Institution, is_listed: bool, shows: Collection[str], by: "User", at: datetime
) -> Institution:
    """Note what the directory may show. Only representatives consent. Raises NotYourMove."""
    if institution.pk not in roles_of(by).represents:
        raise errors.NotYourMove
    # Locked, so that of two representatives the later one's word stands whole.
    institution = lock_institution(institution.pk)
    institution.is_listed = is_listed
    institution.shows = [field for field in Shown.values if field in shows] if is_listed else []
    institution.listed_by, institution.listed_at = by, at
    institution.save(update_fields=["is_listed", "shows", "listed_by", "listed_at"])
    touch_public_pages()
    return institution


@one_transaction
def show_picture(
    *, institution: Institution, file: File[Any] | None, alts: Mapping[str, str], by: "User", at: datetime
) -> None:
    """Give the institution a new picture, or (without a file) other words for the one it has.

    Raises PictureTooBig or UnusablePicture.
    """
    if file is None:
        if institution.picture:
            describe_picture(picture=institution.picture, alts=alts)
        return
    _replace_picture(institution, add_picture(file=file, alts=alts, by=by, at=at))


@one_transaction
def remove_picture(*, institution: Institution) -> None:
    """Keep no picture of the institution any more."""
    _replace_picture(institution, None)


def _replace_picture(institution: Institution, picture: Picture | None) -> None:
    # Locked: of two new pictures one replaces the other, and none is left behind.
    institution = lock_institution(institution.pk)
    before, institution.picture = institution.picture, picture
    institution.save(update_fields=["picture"])
    if before is not None:
        discard_picture(picture=before)
    touch_public_pages()
