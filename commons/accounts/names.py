"""Names as people write them, without what would deceive whoever reads them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: Persian and Indic names need them."""
WEB_ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|cn|ru|top|xyz|info|site)\b", re.IGNORECASE)


def tidy_name(name: str) -> str:
    """The name with its letters composed (NFC) and its spaces made single."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def refuse_odd_name(name: str) -> None:
    """Raise a ValidationError for control and direction-changing characters, for no letters at all, for web addresses.

    A mail that begins with somebody's name must not carry a stranger's link, and a list of names must read in the
    order in which it is stored.
    """
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn"}
    if any(unicodedata.category(letter) in hidden and letter not in JOINERS for letter in name):
        message = _("This name holds characters that cannot be seen. Please type it again by hand.")
        raise ValidationError(message, code="hidden_characters")
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise ValidationError(_("Please write the name with letters."), code="no_letters")
    if WEB_ADDRESS.search(name):
        raise ValidationError(_("A name cannot hold a web address."), code="web_address")
