"""What the legal service area keeps: its services, the people who give them, those who come, and what was done."""

from legal_services.models.appointment import Appointment, AppointmentFile, AppointmentLink, EarlierTimeRequest
from legal_services.models.matter import Assignment, Matter, MatterNote, MatterRole
from legal_services.models.person import Merge, Person, PersonName
from legal_services.models.practitioner import Practitioner
from legal_services.models.queue import QueueDay, QueueTicket
from legal_services.models.record import Attendance, Draft, Import, ServiceRecord
from legal_services.models.service import Channel, ChecklistAnswer, ChecklistItem, ChecklistQuestion, Service, Topic

__all__ = [
    "Appointment",
    "AppointmentFile",
    "AppointmentLink",
    "Assignment",
    "Attendance",
    "Channel",
    "ChecklistAnswer",
    "ChecklistItem",
    "ChecklistQuestion",
    "Draft",
    "EarlierTimeRequest",
    "Import",
    "Matter",
    "MatterNote",
    "MatterRole",
    "Merge",
    "Person",
    "PersonName",
    "Practitioner",
    "QueueDay",
    "QueueTicket",
    "Service",
    "ServiceRecord",
    "Topic",
]
