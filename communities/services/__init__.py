"""Every write to communities, their venues, their staff and their notices."""

from communities.services.notices import discard_notice, publish_notice, save_notice, take_down_notice
from communities.services.places import remove_picture, save_community, save_venue, show_picture
from communities.services.staff import assign_staff, describe_staff, dismiss_staff

__all__ = [
    "assign_staff",
    "describe_staff",
    "discard_notice",
    "dismiss_staff",
    "publish_notice",
    "remove_picture",
    "save_community",
    "save_notice",
    "save_venue",
    "show_picture",
    "take_down_notice",
]
