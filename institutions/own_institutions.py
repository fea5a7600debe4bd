"""The institutions that a person acts for, each with how its latest application stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from institutions.models import Application, Contract, Institution
from institutions.roles import roles_of
from institutions.states import IN_FORCE, IN_HANDS_OF_INSTITUTION, OPEN_APPLICATION, ApplicationState


@dataclass(frozen=True)
class Own:
    """One institution of the person's."""

    institution: Institution
    reference: str
    """Of the latest application; "" without one."""
    state: str
    due_on: date | None
    has_contract: bool
    """A contract of it is in force."""
    represents: bool

    @property
    def state_in_words(self) -> str:
        """The public name of the state."""
        return str(ApplicationState(self.state).label) if self.state else ""

    @property
    def needs_you(self) -> bool:
        """Whether the institution has something to fill in or to answer."""
        return self.state in IN_HANDS_OF_INSTITUTION

    @property
    def is_asked(self) -> bool:
        """Whether more was asked of it."""
        return self.state == ApplicationState.MORE_ASKED

    @property
    def may_begin(self) -> bool:
        """Whether another application can be begun: none is under way, and none has come to a contract."""
        return self.state not in {*OPEN_APPLICATION, ApplicationState.APPROVED} and not self.has_contract


def own_institutions(user: Any) -> list[Own]:
    """Those of the person, in the order of their names' addresses; one statement, none for whoever has none."""
    roles = roles_of(user)
    if not roles.institutions:
        return []
    latest = Application.objects.filter(institution=OuterRef("pk")).order_by("-created_at", "-pk")
    in_force = Contract.objects.filter(institution=OuterRef("pk"), state__in=IN_FORCE)
    found = Institution.objects.filter(pk__in=roles.institutions).annotate(
        application_reference=Subquery(latest.values("reference")[:1]),
        application_state=Subquery(latest.values("state")[:1]),
        application_due_on=Subquery(latest.values("due_on")[:1]),
        has_contract=Exists(in_force),
    )
    return [_own(one, roles.represents) for one in found]


def _own(one: Any, represented: tuple[int, ...]) -> Own:
    """The institution with what was read beside it."""
    return Own(
        institution=one,
        reference=one.application_reference or "",
        state=one.application_state or "",
        due_on=one.application_due_on,
        has_contract=one.has_contract,
        represents=one.pk in represented,
    )
