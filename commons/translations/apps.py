from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    name = "commons.translations"
    label = "translations"
