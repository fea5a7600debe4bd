from django.apps import AppConfig


class LegalServicesConfig(AppConfig):
    name = "legal_services"

    def ready(self) -> None:
        """Open the staff side to those who work in the legal service area."""
        from commons.accounts.access import register_desk
        from legal_services.roles import works_in_the_area

        register_desk(works_in_the_area)
        self._introduce()

    @staticmethod
    def _introduce() -> None:
        """Say what is held about people, whose messages clerks look after, and where the secrets of links come from."""
        from commons.notifications import desks
        from legal_services import cases_privacy, matters_privacy, privacy
        from legal_services.desk.contact import corrections
        from legal_services.roles import roles_of
        from legal_services.services import links  # noqa: F401 - introduces itself to the messages
        from legal_services.services.mediation import links as party_links  # noqa: F401 - likewise
        from legal_services.services.messages import DESK

        privacy.register()
        matters_privacy.register()
        cases_privacy.register()
        desks.register_correction(corrections)
        desks.register(lambda person: {DESK} if roles_of(person).is_clerk else set())
