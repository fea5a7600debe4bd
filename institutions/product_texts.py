"""A product as each language reads it, for those who write and those who review it."""

from dataclasses import dataclass

from commons.lib.languages import OWN_NAMES, Language, html_lang
from commons.translations.texts import TranslatedText, text_of
from institutions.models import Product


@dataclass(frozen=True)
class Preview:
    """What readers of one language see, and whether it is in their language."""

    own_name: str
    lang: str
    name: TranslatedText
    description: TranslatedText

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing in this language."""
        texts = (self.name, self.description)
        return all(text.text and not text.is_fallback for text in texts)


def in_every_language(product: Product) -> list[Preview]:
    """One preview for each language of the portal."""
    return [
        Preview(
            own_name=OWN_NAMES[code],
            lang=html_lang(code),
            name=text_of(product, "name", code),
            description=text_of(product, "description", code),
        )
        for code in Language.values
    ]
