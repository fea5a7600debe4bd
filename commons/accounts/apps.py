from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "commons.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register what accounts hold about people."""
        from commons.accounts import privacy

        privacy.register()
