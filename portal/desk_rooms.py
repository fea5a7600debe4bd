"""The rooms of the staff side, and who is shown the way to which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import roles as communities
from institutions import roles as institutions
from legal_services import roles as legal


@dataclass(frozen=True)
class Worker:
    """What somebody is, in every part of the portal."""

    community: communities.Roles
    legal: legal.Roles
    institutions: institutions.Roles

    @property
    def works_for_communities(self) -> bool:
        """Whether the person is staff of a community, or a manager of all."""
        return self.community.is_staff or self.community.is_manager


@dataclass(frozen=True)
class Room:
    """One part of the desk: the name of its address, what it is called, its picture, and whom it is for."""

    name: str
    label: str | Promise
    icon: str
    is_for: Callable[[Worker], bool]


def _communities(worker: Worker) -> bool:
    return worker.works_for_communities


def _clerks(worker: Worker) -> bool:
    return worker.legal.is_clerk


def _practitioners(worker: Worker) -> bool:
    return worker.legal.practitioner_id is not None


def _casework(worker: Worker) -> bool:
    return _clerks(worker) or _practitioners(worker)


def _managers(worker: Worker) -> bool:
    return worker.legal.is_manager


def _figures(worker: Worker) -> bool:
    return _clerks(worker) or _managers(worker)


def _officers(worker: Worker) -> bool:
    return worker.institutions.is_officer


def _deciders(worker: Worker) -> bool:
    return worker.works_for_communities or _officers(worker)


def _messages(worker: Worker) -> bool:
    return worker.works_for_communities or _clerks(worker) or _officers(worker)


ROOMS = (
    Room("desk:home", _("Today"), "sun", lambda _worker: True),
    Room("events-desk:list", _("Activities"), "calendar-days", _communities),
    Room("proposals-desk:list", pgettext_lazy("activities", "Proposals"), "presentation", _deciders),
    Room("communities-desk:list", _("Communities"), "house", _communities),
    Room("legal-desk:day", _("The day"), "clipboard-list", _clerks),
    Room("legal-desk:own_work", _("My work"), "briefcase", _practitioners),
    Room("legal-desk:calendar", _("My calendar"), "calendar-clock", _practitioners),
    Room("legal-desk:records", _("Service log"), "notebook-pen", _casework),
    Room("legal-desk:matters", _("Matters"), "folder-open", _casework),
    Room("legal-desk:people", pgettext_lazy("whom the legal service area knows", "People"), "users", _clerks),
    Room("legal-desk:notarial_list", _("Notarial cases"), "stamp", _casework),
    Room("legal-desk:mediation_list", _("Mediations"), "handshake", _casework),
    Room("legal-desk:availability", _("Availability"), "calendar-range", _managers),
    Room("legal-desk:figures", pgettext_lazy("legal", "Figures"), "chart-column", _figures),
    Room("legal-desk:access_log", _("Access log"), "scroll-text", _managers),
    Room("institutions-desk:queue", pgettext_lazy("to settle", "Applications"), "inbox", _officers),
    Room("institutions-desk:contracts", _("Contracts"), "signature", _officers),
    Room("institutions-desk:institutions", pgettext_lazy("at the desk", "Institutions"), "building-2", _officers),
    Room("institutions-desk:spaces", _("Rooms"), "door-open", _officers),
    Room("institutions-desk:enquiries", _("Enquiries"), "package-search", _officers),
    Room("institutions-desk:products", _("Showcase"), "gallery-horizontal-end", _officers),
    Room("messages-desk:list", _("Messages"), "mail-warning", _messages),
)


def rooms_of(person: Any) -> list[Room]:
    """The rooms that a signed-in person works in, in the order of the day's work."""
    worker = Worker(communities.roles_of(person), legal.roles_of(person), institutions.roles_of(person))
    return [room for room in ROOMS if room.is_for(worker)]
