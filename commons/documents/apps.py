from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "commons.documents"
    label = "documents"

    def ready(self) -> None:
        """Check the administration site, and join the register of personal data."""
        from commons.documents import checks, privacy  # noqa: F401
