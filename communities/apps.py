from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "communities"

    def ready(self) -> None:
        """Register what communities hold about people, and who of them has a desk."""
        from commons.accounts.access import register_desk
        from commons.notifications import desks
        from communities import privacy
        from communities.access import desk_labels, works_for_a_community

        privacy.register()
        register_desk(works_for_a_community)
        desks.register(desk_labels)
