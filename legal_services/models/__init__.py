"""What the legal service area keeps: its services, the people who give them, those who come, and what was done."""

from legal_services.models.agreement import Agreement, FollowUp
from legal_services.models.apostille import ApostilleMember, Route
from legal_services.models.appointment import Appointment, AppointmentFile, AppointmentLink, EarlierTimeRequest
from legal_services.models.call import Call
from legal_services.models.changed_month import ChangedMonth
from legal_services.models.conflict import ConflictCheck, ConflictHit
from legal_services.models.import_row import ImportRow
from legal_services.models.matter import Assignment, Matter, MatterNote, MatterRole
from legal_services.models.matter_document import MatterDocument
from legal_services.models.mediation import (
    Mediation,
    MediationNote,
    MediationParty,
    MediationSession,
    MediationStep,
    PartyLink,
)
from legal_services.models.notarial import (
    NotarialAct,
    NotarialCase,
    NotarialItem,
    NotarialPaper,
    NotarialPause,
    NotarialStep,
)
from legal_services.models.person import Distinction, Merge, Person, PersonName
from legal_services.models.practitioner import Practitioner
from legal_services.models.queue import QueueDay, QueueTicket
from legal_services.models.record import Attendance, Draft, Import, ServiceRecord
from legal_services.models.service import Channel, ChecklistAnswer, ChecklistItem, ChecklistQuestion, Service, Topic
from legal_services.models.wall_address import WallAddress

__all__ = [
    "Agreement",
    "ApostilleMember",
    "Appointment",
    "AppointmentFile",
    "AppointmentLink",
    "Assignment",
    "Attendance",
    "Call",
    "ChangedMonth",
    "Channel",
    "ChecklistAnswer",
    "ChecklistItem",
    "ChecklistQuestion",
    "ConflictCheck",
    "ConflictHit",
    "Distinction",
    "Draft",
    "EarlierTimeRequest",
    "FollowUp",
    "Import",
    "ImportRow",
    "Matter",
    "MatterDocument",
    "MatterNote",
    "MatterRole",
    "Mediation",
    "MediationNote",
    "MediationParty",
    "MediationSession",
    "MediationStep",
    "Merge",
    "NotarialAct",
    "NotarialCase",
    "NotarialItem",
    "NotarialPaper",
    "NotarialPause",
    "NotarialStep",
    "PartyLink",
    "Person",
    "PersonName",
    "Practitioner",
    "QueueDay",
    "QueueTicket",
    "Route",
    "Service",
    "ServiceRecord",
    "Topic",
    "WallAddress",
]
