"""Why something is refused around legal services, and what to do instead; a module for each part of the work."""

from commons.lib.errors import Refusal
from legal_services.errors import mediation, notarial
from legal_services.errors.common import ChangedMeanwhile, TooBusy
from legal_services.errors.matters import (
    AccountTaken,
    AlreadyAssigned,
    AlreadyInMatter,
    BothHaveAccounts,
    CannotTake,
    ConflictUnresolved,
    MatterClosed,
    MergedWithItself,
    NotChecked,
    NothingToDecide,
    NotMerged,
    SecondPersonNeeded,
)
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
    "legal_services_person_user_id_key": AccountTaken,
    "matter_role_once": AlreadyInMatter,
    "assignment_one_standing": AlreadyAssigned,
    "assignment_one_adviser": AlreadyAssigned,
    **mediation.BY_CONSTRAINT,
    **notarial.BY_CONSTRAINT,
}
"""What a violated constraint means to the person."""

__all__ = [
    "BY_CONSTRAINT",
    "AccountTaken",
    "AlreadyAssigned",
    "AlreadyInMatter",
    "AlreadyLogged",
    "AlreadyVoided",
    "BothHaveAccounts",
    "CannotTake",
    "ChangedMeanwhile",
    "ConflictUnresolved",
    "DidNotTakePlace",
    "DraftTooLong",
    "MatterClosed",
    "MatterIsClosed",
    "MergedWithItself",
    "NobodyCame",
    "NotChecked",
    "NotHeldYet",
    "NotMerged",
    "NotTheirMatter",
    "NotYourDraft",
    "NothingToDecide",
    "OtherKind",
    "SecondPersonNeeded",
    "SentTwice",
    "TooBusy",
]
