from modeltranslation.translator import TranslationOptions, register

from commons.pictures.models import Picture


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt",)
