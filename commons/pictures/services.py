"""Adding a picture, preparing it in a worker, taking it away."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, ProtectedError

from commons.lib.languages import Language, suffix
from commons.lib.page_cache import touch_public_pages
from commons.lib.waking import wake
from commons.pictures.models import Picture, private_storage
from commons.pictures.problems import PictureTooBig, Problem, UnusablePicture

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
LEASE = timedelta(minutes=3)
"""For so long a picture belongs to the worker that took it; longer than the task may run."""
SWEEP_TASK = "commons.pictures.tasks.sweep_pictures"


def refuse_unless_usable(file: File[Any]) -> None:
    """Refuse a file that is too big, or whose header is not that of a usable picture.

    Raises PictureTooBig or UnusablePicture.
    """
    if file.size > settings.PICTURE_MAX_BYTES:
        raise PictureTooBig(file.size)
    # Only where a picture is looked into, here and in workers: Pillow would cost every web process four megabytes.
    from commons.pictures.decoding import inspect

    inspect(file)


@transaction.atomic
def add_picture(*, file: File[Any], alts: Mapping[str, str], by: Any, at: datetime) -> Picture:
    """Keep a new picture and wake a worker to prepare it; pages show it once it is ready.

    `alts` says what it shows, by language code, in all three. Raises PictureTooBig or UnusablePicture.
    """
    refuse_unless_usable(file)
    picture = Picture(added_at=at, due_at=at, added_by=by, **_alt_fields(alts))
    # Named after the picture, never after what the uploader called the file.
    picture.original = private_storage().save(f"pictures/{picture.pk}", file)
    picture.save(force_insert=True)
    wake(SWEEP_TASK)
    return picture


@transaction.atomic
def describe_picture(*, picture: Picture, alts: Mapping[str, str]) -> None:
    """Change what the picture is said to show."""
    fields = _alt_fields(alts)
    for name, text in fields.items():
        setattr(picture, name, text)
    picture.save(update_fields=list(fields))
    touch_public_pages()


def prepare_picture(*, picture_id: str, at: datetime) -> None:
    """Check the original and write its renditions, unless another worker has the picture or it is done.

    A file that is no usable picture is refused for good. On any other failure the picture is tried again when the
    lease ends.
    """
    taken = Picture.objects.due(at).filter(pk=picture_id, attempts__lt=MAX_ATTEMPTS)
    if not taken.update(attempts=F("attempts") + 1, due_at=at + LEASE):
        return
    picture = Picture.objects.get(pk=picture_id)
    with private_storage().open(picture.original) as original:
        content = original.read()
    try:
        _write_renditions(picture, content)
    except UnusablePicture as refusal:
        _refuse(picture, refusal.problem)
    else:
        _make_ready(picture)


def due_pictures(*, at: datetime) -> list[str]:
    """Give up on pictures that were tried too often; return the keys of the others that wait for a worker."""
    for picture in Picture.objects.due(at).filter(attempts__gte=MAX_ATTEMPTS):
        _refuse(picture, Problem.GAVE_UP)
    return [str(key) for key in Picture.objects.due(at).values_list("pk", flat=True)]


@transaction.atomic
def discard_picture(*, picture: Picture) -> bool:
    """Remove a picture and its files, unless something still shows it; tell whether it was removed."""
    names = picture.rendition_names()
    original = picture.original
    try:
        with transaction.atomic():
            picture.delete()
    except ProtectedError:
        return False
    transaction.on_commit(partial(_delete_files, names, original), robust=True)
    return True


def _write_renditions(picture: Picture, content: bytes) -> None:
    from commons.pictures.decoding import decode
    from commons.pictures.renditions import RECIPE, encoded

    image = decode(content)
    picture.content_hash = hashlib.sha256(RECIPE.encode() + content).hexdigest()[:16]
    picture.width, picture.height = image.size
    widths = set()
    for width, extension, rendition in encoded(image):
        name = picture.rendition_name(width, extension)
        # A worker that was killed may have left a part of this file.
        default_storage.delete(name)
        default_storage.save(name, ContentFile(rendition))
        widths.add(width)
    picture.widths = sorted(widths)


@transaction.atomic
def _make_ready(picture: Picture) -> None:
    picture.state = Picture.State.READY
    picture.save(update_fields=["state", "content_hash", "width", "height", "widths"])
    touch_public_pages()


@transaction.atomic
def _refuse(picture: Picture, problem: Problem) -> None:
    logger.warning("Picture %s could not be used: %s", picture.pk, problem)
    original = picture.original
    picture.state, picture.problem, picture.original = Picture.State.REFUSED, problem, ""
    picture.save(update_fields=["state", "problem", "original"])
    transaction.on_commit(partial(_delete_files, [], original), robust=True)


def _delete_files(renditions: list[str], original: str) -> None:
    for name in renditions:
        default_storage.delete(name)
    if original:
        private_storage().delete(original)


def _alt_fields(alts: Mapping[str, str]) -> dict[str, str]:
    return {f"alt_{suffix(code)}": alts[code] for code in Language.values}
