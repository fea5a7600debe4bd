"""The portal's three languages, as the database and the web name them."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.db.models import TextChoices
from django.utils.translation import get_language, to_locale
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


SPOKEN_HERE = ("zh-hans", "en", "ko", "ja", "ru", "mn", "vi", "th", "ur", "ar", "fr", "de", "es")
"""The languages that staff are asked about; what people speak is more than what the portal is written in."""


def language_name(code: str) -> str:
    """What the active language calls a language: `ko` is Korean, 韩语 or 한국어. An unknown code stays as it is."""
    return str(_names_in(get_language() or "en").get(code.split("-")[0], code))


@lru_cache(maxsize=8)
def _names_in(language: str) -> Mapping[str, str]:
    """The names of all languages in one of them; reading a locale costs more than looking into it."""
    return Locale.parse(to_locale(language)).languages
