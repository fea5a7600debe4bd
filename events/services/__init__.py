"""Every write around activities: registering, the waiting list, publishing, calling off."""

from events.services.capacity import change_capacity
from events.services.editing import SessionPlan, copy_event, save_event
from events.services.illustrating import remove_picture, show_picture
from events.services.links import link_to, registration_by_token, token_for
from events.services.proposals import approve, call_off, decline, propose, revise, withdraw
from events.services.publishing import Audience, audience_among, audience_of, cancel_event, publish, unpublish
from events.services.registration import cancel, reduce_party, register
from events.services.removal import cancel_many
from events.services.seating import seat
from events.services.waiting_list import accept_offer, decline_offer, expire_offers, promote

__all__ = [
    "Audience",
    "SessionPlan",
    "accept_offer",
    "approve",
    "audience_among",
    "audience_of",
    "call_off",
    "cancel",
    "cancel_event",
    "cancel_many",
    "change_capacity",
    "copy_event",
    "decline",
    "decline_offer",
    "expire_offers",
    "link_to",
    "promote",
    "propose",
    "publish",
    "reduce_party",
    "register",
    "registration_by_token",
    "remove_picture",
    "revise",
    "save_event",
    "seat",
    "show_picture",
    "token_for",
    "unpublish",
    "withdraw",
]
