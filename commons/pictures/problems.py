"""Why a picture cannot be used, in words for the person who chose it."""

from django.conf import settings
from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class Problem(TextChoices):
    """What is wrong with a file; each says what to do instead."""

    NOT_A_PICTURE = "not-a-picture", _("The portal cannot read this as a picture. Save it as JPEG, PNG, WebP or AVIF.")
    BROKEN = "broken", _("The file is damaged or was cut off on its way. Choose the original file again.")
    TOO_LARGE = (
        "too-large",
        _("The picture has more pixels than the portal takes. Make it smaller and choose it again."),
    )
    MOVING = "moving", _("The picture moves. Choose one that stands still.")
    GAVE_UP = "gave-up", _("The portal tried several times and could not prepare the picture. Choose another file.")


class UnusablePicture(Refusal):
    """The file is not a picture that the portal can show; `problem` says why."""

    code = "picture-unusable"
    message = "%(reason)s"

    def __init__(self, problem: Problem) -> None:
        super().__init__(reason=problem.label)
        self.problem = problem


class PictureTooBig(Refusal):
    """The file has more bytes than `PICTURE_MAX_BYTES`."""

    code = "picture-too-big"
    message = _("The file is %(size)s; a picture has at most %(limit)s.")
    next_step = _("Save the picture smaller, for example 2,000 pixels wide, and choose it again.")

    def __init__(self, size: int) -> None:
        super().__init__(size=filesizeformat(size), limit=filesizeformat(settings.PICTURE_MAX_BYTES))
