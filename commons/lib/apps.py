from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "commons.lib"
    label = "lib"
