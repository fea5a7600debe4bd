"""Activities: what happens when and where, who has a place, who waits for one."""

from events.models.event import Event, Kind
from events.models.proposal import PROPOSED_KINDS, Proposal
from events.models.registration import Registration, RegistrationStep
from events.models.session import Session

__all__ = ["PROPOSED_KINDS", "Event", "Kind", "Proposal", "Registration", "RegistrationStep", "Session"]
