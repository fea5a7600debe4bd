from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "commons.audit"
    label = "audit"

    def ready(self) -> None:
        """Join the register of personal data."""
        from commons.audit import privacy  # noqa: F401
