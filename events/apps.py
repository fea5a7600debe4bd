from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        """Register what is held about people, and let activities follow the rooms that institutions booked for them."""
        from events import privacy, proposals_privacy
        from events.services.following import fall_with_room, move_with_room
        from institutions.services import bookings

        privacy.register()
        proposals_privacy.register()
        bookings.register_fall(fall_with_room)
        bookings.register_move(move_with_room)
