from modeltranslation.translator import TranslationOptions, register

from commons.baselines.models import Baseline


@register(Baseline)
class BaselineTranslation(TranslationOptions):
    fields = ("label", "source")
