from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "commons.pictures"
    label = "pictures"
