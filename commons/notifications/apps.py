from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages to people."""

    name = "commons.notifications"
    label = "notifications"

    def ready(self) -> None:
        from commons.notifications import email, privacy  # noqa: F401  (both register what they are)
