from modeltranslation.translator import TranslationOptions, register

from institutions.models import LivingRoomArea, Site


@register(Site)
class SiteTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(LivingRoomArea)
class LivingRoomAreaTranslation(TranslationOptions):
    fields = ("name", "summary")
