"""The portal's three languages, as the database and the web name them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """The languages of the interface and of every translated text; the values are Django's language codes."""

    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")
    KOREAN = "ko", _("Korean")


OWN_NAMES = {"zh-hans": "中文", "en": "English", "ko": "한국어"}
"""Each language named in itself, for switchers."""


def html_lang(code: str) -> str:
    """The BCP 47 tag for a `lang` attribute: `zh-hans` is written `zh-Hans`."""
    return "zh-Hans" if code == "zh-hans" else code


def suffix(code: str) -> str:
    """The ending of the database column that holds this language, as in `title_zh_hans`."""
    return code.replace("-", "_")
