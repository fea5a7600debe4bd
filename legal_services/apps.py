from django.apps import AppConfig


class LegalServicesConfig(AppConfig):
    name = "legal_services"
