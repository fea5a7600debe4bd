from modeltranslation.translator import TranslationOptions, register

from legal_services.models import Service


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "summary", "whom_for", "cost", "duration", "bring", "hours")
