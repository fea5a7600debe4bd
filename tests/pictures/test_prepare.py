"""A picture is kept at once, prepared by a worker, and shown when it is ready."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from commons.pictures import services, tasks
from commons.pictures.models import Picture, private_storage
from commons.pictures.problems import PictureTooBig, Problem, UnusablePicture
from tests.factories import NOON, make_community, make_picture
from tests.pictures.files import ALTS, drawing, saved, uploaded

pytestmark = pytest.mark.django_db
PHOTOGRAPH = saved(drawing(1400, 700), "JPEG")


def added(content: bytes = PHOTOGRAPH) -> Picture:
    return services.add_picture(file=uploaded(content), alts=ALTS, by=None, at=NOON)


def prepared(content: bytes = PHOTOGRAPH) -> Picture:
    picture = added(content)
    services.prepare_picture(picture_id=str(picture.pk), at=NOON)
    picture.refresh_from_db()
    return picture


def test_a_new_picture_waits_and_keeps_its_original_in_private() -> None:
    picture = added()

    assert picture.state == Picture.State.WAITING
    assert private_storage().open(picture.original).read() == PHOTOGRAPH
    assert not default_storage.exists(picture.original)


def test_a_worker_makes_it_ready_in_every_width_and_format() -> None:
    picture = prepared()

    assert picture.state == Picture.State.READY
    assert (picture.width, picture.height) == (1400, 700)
    assert picture.widths == [320, 640, 960, 1280, 1400]
    assert len(picture.rendition_names()) == 15
    assert all(default_storage.exists(name) for name in picture.rendition_names())


def test_a_small_picture_is_never_made_larger() -> None:
    assert prepared(saved(drawing(500, 300), "PNG")).widths == [320, 500]


@pytest.mark.parametrize(("extension", "format_name"), [("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")])
def test_a_rendition_is_what_its_name_says(extension: str, format_name: str) -> None:
    picture = prepared()

    with default_storage.open(picture.rendition_name(640, extension)) as file, Image.open(file) as rendition:
        assert rendition.format == format_name
        assert rendition.size == (640, 320)
        assert not rendition.getexif()


def test_other_content_gets_other_names() -> None:
    first, second = prepared(), prepared(saved(drawing(1400, 701), "JPEG"))

    assert first.content_hash != second.content_hash


def test_a_damaged_original_is_refused_with_its_reason_and_not_kept(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        picture = prepared(PHOTOGRAPH[:4000])

    assert (picture.state, picture.problem) == (Picture.State.REFUSED, Problem.BROKEN)
    assert picture.original == ""
    assert not private_storage().exists(f"pictures/{picture.pk}")


def test_a_file_above_the_limit_is_refused_at_once(settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 1000

    with pytest.raises(PictureTooBig):
        added()

    assert not Picture.objects.exists()


def test_an_unreadable_header_is_refused_at_once() -> None:
    with pytest.raises(UnusablePicture):
        added(b"MZ" + b"\0" * 400)

    assert not Picture.objects.exists()


def test_two_workers_never_prepare_the_same_picture() -> None:
    picture = added()
    Picture.objects.update(attempts=1, due_at=NOON + services.LEASE)

    services.prepare_picture(picture_id=str(picture.pk), at=NOON)

    picture.refresh_from_db()
    assert (picture.state, picture.attempts) == (Picture.State.WAITING, 1)


def test_a_picture_whose_worker_died_is_taken_up_when_the_lease_ends() -> None:
    picture = added()
    with patch("commons.pictures.decoding.decode", side_effect=MemoryError), pytest.raises(MemoryError):
        services.prepare_picture(picture_id=str(picture.pk), at=NOON)
    later = NOON + services.LEASE

    assert services.due_pictures(at=later - timedelta(seconds=1)) == []
    assert services.due_pictures(at=later) == [str(picture.pk)]

    services.prepare_picture(picture_id=str(picture.pk), at=later)
    picture.refresh_from_db()
    assert picture.is_ready


def test_a_half_written_rendition_is_replaced() -> None:
    picture = prepared()
    name = picture.rendition_name(320, "jpg")
    whole = default_storage.open(name).read()
    default_storage.delete(name)
    default_storage.save(name, uploaded(whole[:50]))
    Picture.objects.update(state=Picture.State.WAITING, due_at=NOON)

    services.prepare_picture(picture_id=str(picture.pk), at=NOON)

    assert default_storage.open(name).read() == whole


def test_after_the_last_attempt_the_staff_read_why() -> None:
    picture = added()
    Picture.objects.update(attempts=services.MAX_ATTEMPTS, due_at=NOON)

    assert services.due_pictures(at=NOON) == []

    picture.refresh_from_db()
    assert (picture.state, picture.problem) == (Picture.State.REFUSED, Problem.GAVE_UP)


def test_the_sweep_hands_out_every_picture_that_waits() -> None:
    waiting = added()
    make_picture()

    with patch.object(tasks.prepare_picture, "delay") as handed_out:
        tasks.sweep_pictures()

    handed_out.assert_called_once_with(str(waiting.pk))


def test_adding_a_picture_wakes_the_sweep_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    with (
        patch("commons.lib.waking.current_app.send_task") as sent,
        django_capture_on_commit_callbacks(execute=True),
    ):
        added()

    assert sent.call_args.args == (services.SWEEP_TASK,)


def test_a_picture_that_becomes_ready_refreshes_the_public_pages() -> None:
    with patch("commons.pictures.services.touch_public_pages") as touched:
        prepared()

    touched.assert_called_once_with()


def test_a_discarded_picture_leaves_no_file(django_capture_on_commit_callbacks: Any) -> None:
    picture = prepared()
    names, original = picture.rendition_names(), picture.original

    with django_capture_on_commit_callbacks(execute=True):
        assert services.discard_picture(picture=picture)

    assert not any(default_storage.exists(name) for name in names)
    assert not private_storage().exists(original)


def test_a_picture_that_is_shown_somewhere_is_not_discarded() -> None:
    picture = make_picture()
    make_community(picture=picture)

    assert not services.discard_picture(picture=picture)
    assert Picture.objects.filter(pk=picture.pk).exists()


@pytest.mark.parametrize("field", ["alt_zh_hans", "alt_en", "alt_ko"])
@pytest.mark.parametrize("missing", ["", None])
def test_the_database_wants_a_description_in_each_language(field: str, missing: str | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_picture(**{field: missing})
