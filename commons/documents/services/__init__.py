"""What can be done with documents: kept, opened, removed, checked, given new keys, swept away."""

from commons.documents.services.keeping import keep, refuse_unless_room, remove
from commons.documents.services.serving import open_content, serve

__all__ = ["keep", "open_content", "refuse_unless_room", "remove", "serve"]
