"""Public pictures: checked by decoding, stripped of EXIF, sized by workers, described in three languages."""

import uuid
from datetime import datetime

from django.conf import settings
from django.core.files.storage import Storage, default_storage, storages
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language, suffix
from commons.pictures.problems import Problem

EXTENSIONS = ("avif", "webp", "jpg")
"""What each width is written as, the lightest first; every browser reads the last."""


def private_storage() -> Storage:
    """Where originals are kept: a folder that no web server shows."""
    return storages["private"]


class PictureQuerySet(models.QuerySet["Picture"]):
    def due(self, at: datetime) -> "PictureQuerySet":
        """Pictures that wait for a worker and that none is at work on."""
        return self.filter(state=Picture.State.WAITING, due_at__lte=at)


class Picture(models.Model):
    """A public picture. The original stays private; once a worker has checked and sized it, pages use renditions."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Could not be used")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original = models.CharField(max_length=100, blank=True, editable=False)
    """Its name in the private storage. Empty once the picture was refused: what could not be decoded is not kept."""
    alt = models.CharField(_("what the picture shows"), max_length=250)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(_("why it could not be used"), max_length=20, choices=Problem.choices, blank=True)
    content_hash = models.CharField(max_length=16, blank=True, editable=False)
    """Part of the renditions' names, so that a name always stands for the same bytes."""
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    widths = models.JSONField(default=list, editable=False)
    """The widths in pixels in which renditions exist, ascending, each as AVIF, WebP and JPEG."""
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(editable=False)
    """Not before this time; a worker that takes the picture moves it into the future, as a lease."""
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(width__gt=0, height__gt=0, content_hash__gt=""),
                name="picture_ready_has_size",
            ),
            models.CheckConstraint(
                condition=models.Q(state="refused", problem__gt="")
                | (~models.Q(state="refused") & models.Q(problem="")),
                name="picture_refused_has_problem",
            ),
            models.CheckConstraint(
                condition=models.Q(alt_zh_hans__gt="", alt_zh_hans__isnull=False)
                & models.Q(alt_en__gt="", alt_en__isnull=False)
                & models.Q(alt_ko__gt="", alt_ko__isnull=False),
                name="picture_alt_in_three_languages",
                violation_error_message=_("Describe the picture in all three languages."),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="picture_queue")]

    def __str__(self) -> str:
        return str(self.alt)

    @property
    def is_ready(self) -> bool:
        """Whether pages can show it."""
        return self.state == self.State.READY

    @property
    def alt_here(self) -> str:
        """What it shows, in the page's language; the database requires all three."""
        code = get_language() or Language.ENGLISH
        return str(getattr(self, f"alt_{suffix(code)}", self.alt))

    @property
    def rendition_stem(self) -> str:
        """What the names of all its files in the public storage begin with."""
        return f"pictures/{self.pk}/{self.content_hash}"

    def rendition_name(self, width: int, extension: str) -> str:
        """The file of one width and format in the public storage."""
        return f"{self.rendition_stem}-{width}.{extension}"

    def rendition_names(self) -> list[str]:
        """All files of the picture in the public storage."""
        return [self.rendition_name(width, extension) for width in self.widths for extension in EXTENSIONS]

    @cached_property
    def _address_stem(self) -> str:
        """What the addresses of its files begin with; asked of the storage once for all that a page lists."""
        return str(default_storage.url(self.rendition_stem))

    def url(self, width: int = 0, extension: str = "jpg") -> str:
        """The address of the rendition that is this wide, or of the widest; empty while there is none."""
        return f"{self._address_stem}-{width or self.widths[-1]}.{extension}" if self.is_ready else ""

    def srcset(self, extension: str) -> str:
        """All widths in one format, as the `srcset` attribute lists them."""
        stem = self._address_stem
        return ", ".join(f"{stem}-{width}.{extension} {width}w" for width in self.widths)
