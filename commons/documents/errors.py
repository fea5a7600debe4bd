"""Why a file is not taken, and what to do instead."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.lib.errors import Refusal


class UnusableFile(Refusal):
    """What all refusals of one file have in common."""

    code = "document-unusable"
    message = _("This file cannot be taken.")
    next_step = _("Choose another file.")


class EmptyFile(UnusableFile):
    """Nothing is in it."""

    code = "document-empty"
    message = _("The file is empty.")
    next_step = _("Choose the original file again.")


class TooLarge(UnusableFile):
    """It has more bytes than `DOCUMENT_MAX_BYTES`."""

    code = "document-too-large"
    message = _("The file is %(size)s; it may have at most %(limit)s.")
    next_step = _("Scan it with fewer dots per inch, or send it in parts.")

    def __init__(self, size: int) -> None:
        super().__init__(size=filesizeformat(size), limit=filesizeformat(settings.DOCUMENT_MAX_BYTES))


class TooMany(Refusal):
    """The owner would have more than `DOCUMENT_MAX_NUMBER` files."""

    code = "too-many-documents"
    next_step = _("Remove one that is not needed, or put several pages into one PDF.")

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)

    def __str__(self) -> str:
        limit = self.values["limit"]
        assert isinstance(limit, int)
        return ngettext("There can be at most %(n)s file here.", "There can be at most %(n)s files here.", limit) % {
            "n": limit
        }


class UnknownType(UnusableFile):
    """Its bytes are not those of a PDF, JPEG, PNG or WebP, whatever its name says."""

    code = "document-type-unknown"
    message = _("The portal cannot read this as a PDF or a picture.")
    next_step = _("Save it as PDF, JPEG, PNG or WebP and choose it again.")


class DangerousPdf(UnusableFile):
    """It holds something that acts by itself: a script, a program to start, files inside it."""

    code = "pdf-dangerous"
    message = _("This PDF holds a script, an action or another file inside it.")
    next_step = _("Print it into a new PDF, or send photographs of its pages.")


class LockedPdf(DangerousPdf):
    """It opens with a password only, so that nobody could read it."""

    code = "pdf-locked"
    message = _("This PDF is protected by a password.")
    next_step = _("Save it without the password and choose it again.")


class BrokenPdf(UnusableFile):
    """It is no PDF that can be read, or it would take too long to."""

    code = "pdf-broken"
    message = _("This PDF is damaged or cannot be read.")
    next_step = _("Print it into a new PDF, or send photographs of its pages.")


class BrokenImage(UnusableFile):
    """It cannot be decoded to its end, or it has more pixels than the portal takes."""

    code = "image-broken"
    message = _("This picture is damaged, or it has too many pixels.")
    next_step = _("Choose the original file again, or a smaller picture.")


class DangerousImage(UnusableFile):
    """It is a picture and something else at once."""

    code = "image-dangerous"
    message = _("Another file is hidden in this picture.")
    next_step = _("Take the picture again, or save it anew with a program for pictures.")


class NotAvailable(Refusal):
    """The file was removed, was refused by the check for viruses, or is still being checked."""

    code = "document-not-available"
    message = _("This file is not available.")
    next_step = _("If it was added just now, try again in a few minutes.")
