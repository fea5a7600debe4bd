"""Why something is refused around legal services, and what to do instead; a module for each part of the work."""

from commons.lib.errors import Refusal
from legal_services.errors.common import ChangedMeanwhile, TooBusy
from legal_services.errors.recording import (
    AlreadyLogged,
    AlreadyVoided,
    DidNotTakePlace,
    DraftTooLong,
    MatterIsClosed,
    NobodyCame,
    NotHeldYet,
    NotTheirMatter,
    NotYourDraft,
    OtherKind,
    SentTwice,
)

BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "legal_services_servicerecord_submission_key": SentTwice,
    "legal_services_servicerecord_appointment_id_key": AlreadyLogged,
    "legal_services_servicerecord_ticket_id_key": AlreadyLogged,
    "record_held_before_entered": NotHeldYet,
}
"""What a violated constraint means to the person."""

__all__ = [
    "BY_CONSTRAINT",
    "AlreadyLogged",
    "AlreadyVoided",
    "ChangedMeanwhile",
    "DidNotTakePlace",
    "DraftTooLong",
    "MatterIsClosed",
    "NobodyCame",
    "NotHeldYet",
    "NotTheirMatter",
    "NotYourDraft",
    "OtherKind",
    "SentTwice",
    "TooBusy",
]
