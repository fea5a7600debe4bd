"""Why an entry of the access log was written, in the reader's words.

What a person gave as a reason is shown as it was written. What the portal noted itself is a code in English, kept as
it is because nobody may change the log; here are the words for the codes.
"""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legal_services.models import Appointment, Assignment, ConflictCheck, MatterNote, MatterRole


class Contact(TextChoices):
    """What of a contact was corrected; the log names no address."""

    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone")
    WRITES = "writes", _("Language of messages")


WORDS = {
    "opened": pgettext_lazy("access log", "Matter opened"),
    "released": pgettext_lazy("access log", "Assignment ended"),
    "closed": pgettext_lazy("access log", "Matter closed"),
    "reopened": pgettext_lazy("access log", "Matter opened again"),
    "document added": pgettext_lazy("access log", "File added"),
    "added": pgettext_lazy("access log", "Person added"),
    "corrected": pgettext_lazy("access log", "Facts corrected"),
    "name added": pgettext_lazy("access log", "Name added"),
    "logged": pgettext_lazy("access log", "Session logged"),
    "voided": pgettext_lazy("access log", "Record taken out of the figures"),
    "followed up": pgettext_lazy("access log", "Followed up"),
    "taken back": pgettext_lazy("access log", "Step undone"),
    "conflict: asked to go on": pgettext_lazy("access log", "A second person was asked to decide on a conflict"),
}
LISTS = {
    "role": (pgettext_lazy("access log", "Added as: %(what)s"), MatterRole.Role),
    "assigned": (pgettext_lazy("access log", "Assigned: %(what)s"), Assignment.Task),
    "note": (pgettext_lazy("access log", "Written: %(what)s"), MatterNote.Kind),
    "contact": (pgettext_lazy("access log", "Contact corrected: %(what)s"), Contact),
    "conflict check": (pgettext_lazy("access log", "Conflict check: %(what)s"), ConflictCheck.State),
    "conflict": (pgettext_lazy("access log", "Decided on a conflict: %(what)s"), ConflictCheck.State),
}
"""What stands before a colon, and the choices that stand behind it."""
PAIRS = {
    re.compile(r"merged: (?P<one>\S+) into (?P<other>\S+)"): pgettext_lazy(
        "access log", "%(one)s merged into %(other)s"
    ),
    re.compile(r"unmerged: (?P<one>\S+) from (?P<other>\S+)"): pgettext_lazy(
        "access log", "%(one)s taken apart from %(other)s"
    ),
}


def in_words(reason: str) -> str:
    """The reason in the active language; one that is no code is returned as it is."""
    if reason in WORDS:
        return str(WORDS[reason])
    if reason in Appointment.State.values:
        return str(Appointment.State(reason).label)
    code, _colon, value = reason.partition(": ")
    if code in LISTS and value in LISTS[code][1].values:
        phrase, choices = LISTS[code]
        return str(phrase) % {"what": choices(value).label}
    for pattern, phrase in PAIRS.items():
        if found := pattern.fullmatch(reason):
            return str(phrase) % found.groupdict()
    return reason
