"""Countries and regions by the names that each language has for them (CLDR, by way of Babel)."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language, to_locale
from django_countries import countries

FREQUENT = ("CN", "KR", "JP", "RU", "US", "GB")
"""Where most residents come from: first in every list."""


@cache
def _names(language: str) -> dict[str, str]:
    """The name of every country and region in this language, those of most residents first, the others by name."""
    known = Locale.parse(to_locale(language)).territories
    names = {code: str(known.get(code, english)) for code, english in countries.countries.items() if code in known}
    others = sorted((name, code) for code, name in names.items() if code not in FREQUENT)
    return {code: names[code] for code in FREQUENT} | {code: name for name, code in others}


def country_names() -> dict[str, str]:
    """The names in the active language, by ISO 3166-1 code, in the order of a list to choose from."""
    return _names(get_language() or "en")


def country_name(code: str) -> str:
    """The name of one country or region in the active language; an unknown code as it is."""
    return country_names().get(code, code)
