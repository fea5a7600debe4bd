from django.apps import AppConfig


class BaselinesConfig(AppConfig):
    name = "commons.baselines"
    label = "baselines"
