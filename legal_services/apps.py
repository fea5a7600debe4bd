from django.apps import AppConfig


class LegalServicesConfig(AppConfig):
    name = "legal_services"

    def ready(self) -> None:
        """Open the staff side to those who work in the legal service area."""
        from commons.accounts.access import register_desk
        from legal_services.roles import works_in_the_area

        register_desk(works_in_the_area)
