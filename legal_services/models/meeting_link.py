"""Where people meet by video: an address that somebody typed, and that residents are sent to."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 300
SHAPE = r"^https://[^\s/]+[^\s]*$"
REFUSED = _("A link for a video call begins with https:// and has no spaces.")


def meeting_link_field() -> "models.URLField[str, str]":
    """A field for such an address; only https, because what is said there is confidential."""
    return models.URLField(
        _("link for video calls"), max_length=LONGEST, blank=True, default="",
        validators=[URLValidator(schemes=["https"], message=REFUSED)],
    )  # fmt: skip


def is_meeting_link(name: str) -> models.CheckConstraint:
    """What the database asks of the field: nothing, or an address that opens over https."""
    return models.CheckConstraint(
        condition=Q(meeting_link="") | Q(meeting_link__regex=SHAPE), name=name, violation_error_message=REFUSED
    )
