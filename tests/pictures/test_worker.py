"""Real workers prepare pictures, and what one leaves behind when it is killed, another finishes."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from commons.pictures import services, tasks
from commons.pictures.models import Picture
from tests.conftest import start_celery_worker
from tests.pictures.files import ALTS, drawing, saved, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def wait_for(picture: Picture, **facts: Any) -> Picture:
    """Read the picture until it is as said."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = Picture.objects.filter(pk=picture.pk, **facts).first()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"The picture never came to {facts}: {Picture.objects.values().get(pk=picture.pk)}")


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def test_a_worker_is_woken_and_prepares_the_picture(celery_worker_process: subprocess.Popen[bytes]) -> None:
    picture = services.add_picture(file=uploaded(saved(drawing(), "JPEG")), alts=ALTS, by=None, at=timezone.now())

    ready = wait_for(picture, state=Picture.State.READY)

    assert all(default_storage.exists(name) for name in ready.rendition_names())


def test_a_picture_whose_worker_was_killed_is_finished_by_another(tmp_path: Path) -> None:
    busy = Image.effect_noise((4000, 4000), 90).convert("RGB")
    picture = services.add_picture(file=uploaded(saved(busy, "JPEG")), alts=ALTS, by=None, at=timezone.now())
    first = start_celery_worker(tmp_path)
    wait_for(picture, attempts=1)
    kill(first)
    assert Picture.objects.get().state == Picture.State.WAITING
    Picture.objects.update(due_at=timezone.now())

    second = start_celery_worker(tmp_path)
    try:
        tasks.sweep_pictures()
        ready = wait_for(picture, state=Picture.State.READY)
    finally:
        kill(second)

    assert ready.attempts == 2
    with default_storage.open(ready.rendition_name(1600, "jpg")) as file, Image.open(file) as rendition:
        rendition.load()
