"""What the institutions' side keeps: places, institutions, applications, contracts, spaces and goods."""

from institutions.models.application import (
    Application,
    Paper,
    PaperKind,
    Request,
    RequestItem,
    Revision,
    Task,
)
from institutions.models.contract import Allowance, Contract, ContractCopy, ContractReminder
from institutions.models.goods import Enquiry, EnquiryFile, EnquiryMessage, Product
from institutions.models.institution import Institution, Invitation, Kind, Member, Shown
from institutions.models.places import LivingRoomArea, Site
from institutions.models.review import Check, CheckItem, Note
from institutions.models.series_order import SeriesDate, SeriesOrder
from institutions.models.space import Booking, Equipment, Feed, Series, Space
from institutions.models.step import Letter, LetterTemplate, Step
from institutions.models.terms import Terms

__all__ = [
    "Allowance",
    "Application",
    "Booking",
    "Check",
    "CheckItem",
    "Contract",
    "ContractCopy",
    "ContractReminder",
    "Enquiry",
    "EnquiryFile",
    "EnquiryMessage",
    "Equipment",
    "Feed",
    "Institution",
    "Invitation",
    "Kind",
    "Letter",
    "LetterTemplate",
    "LivingRoomArea",
    "Member",
    "Note",
    "Paper",
    "PaperKind",
    "Product",
    "Request",
    "RequestItem",
    "Revision",
    "Series",
    "SeriesDate",
    "SeriesOrder",
    "Shown",
    "Site",
    "Space",
    "Step",
    "Task",
    "Terms",
]
