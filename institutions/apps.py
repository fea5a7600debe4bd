from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "institutions"

    def ready(self) -> None:
        """Open the staff side to officers, and let them look after messages that could not be delivered."""
        from commons.accounts.access import register_desk
        from commons.notifications import desks
        from institutions import privacy
        from institutions.roles import receives_institutions, roles_of
        from institutions.services import members  # noqa: F401 - introduces its links to the messages
        from institutions.services.messages import DESK

        privacy.register()
        register_desk(receives_institutions)
        desks.register(lambda person: {DESK} if roles_of(person).is_officer else set())
