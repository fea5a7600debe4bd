"""Why documents are returned most often, in words for the institution and in its language."""

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class ReturnReason(TextChoices):
    """A sentence that officers choose; own words may follow it."""

    UNREADABLE = (
        "unreadable",
        _("The copy cannot be read. Please scan or photograph the document again, flat and in good light."),
    )
    INCOMPLETE = "incomplete", _("Pages are missing. Please hand in the whole document as one file.")
    WRONG = "wrong", _("This is a different document from the one that is asked for.")
    EXPIRED = "expired", _("The document has expired. Please hand in the one that is valid now.")
    UNSIGNED = "unsigned", _("A signature or a seal is missing.")
    NOT_TRANSLATED = "not-translated", _("Please add a Chinese translation by a translation agency with its seal.")
    NOT_LEGALISED = (
        "not-legalised",
        _("It was issued abroad. Please have it notarised, with an apostille or legalised by the embassy."),
    )
    DIFFERENT_NAME = "different-name", _("The name in the document differs from the name in the application.")


def words_for(reason: str, own_words: str, language: str) -> str:
    """What the institution reads: the chosen sentence in its language, then the officer's own words."""
    with translation.override(language):
        chosen = str(ReturnReason(reason).label) if reason else ""
    return "\n".join(part for part in (chosen, own_words.strip()) if part)
