"""Reads for pages, and who may see what."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commons.lib.languages import Language, suffix
from commons.lib.references import normalise
from institutions.roles import roles_of
from institutions.states import IN_FORCE, OPEN_APPLICATION, ApplicationState, ContractState

if TYPE_CHECKING:
    from commons.accounts.models import User
    from institutions.models import (  # noqa: F401 - named in strings
        Application,
        Booking,
        Contract,
        Enquiry,
        EnquiryMessage,
        Institution,
        Member,
        Product,
        Series,
        Space,
    )

NOT_IN_FORCE_YET = (ContractState.DRAFTED, ContractState.SIGNED, ContractState.COUNTERSIGNED)
MOST_WORDS = 6
"""Of what was typed into a search; more would only slow it down."""


def _has_contract_in_force(institution: str) -> Exists:
    """Whether the institution that a column of the row names has one."""
    contracts = apps.get_model("institutions", "Contract")._default_manager
    return Exists(contracts.filter(institution=OuterRef(institution), state__in=IN_FORCE))


def _of_it(name: str) -> "models.QuerySet[Any]":
    """The rows of this model that belong to the institution of a query."""
    return apps.get_model("institutions", name)._default_manager.filter(institution=OuterRef("pk"))


def _count(rows: "models.QuerySet[Any]") -> Coalesce:
    """How many of these rows there are of the institution."""
    counted = rows.order_by().values("institution").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Institutions, by who may see them."""

    def of_member(self, user: "User | Any") -> "InstitutionQuerySet":
        """Those that the person acts for."""
        return self.filter(pk__in=roles_of(user).institutions)

    def visible_to(self, user: "User | Any") -> "InstitutionQuerySet":
        """All for officers; for others those that they act for."""
        return self.all() if roles_of(user).is_officer else self.of_member(user)

    def settled(self) -> "InstitutionQuerySet":
        """Those whose contract is in force."""
        return self.filter(_has_contract_in_force("pk"))

    def known_at_desk(self) -> "InstitutionQuerySet":
        """Those that officers have to do with: they have handed an application in, or a contract was drafted."""
        return self.filter(Exists(_of_it("Application").exclude(submitted_at=None)) | Exists(_of_it("Contract")))

    def at_work(self) -> "InstitutionQuerySet":
        """Those for whom somebody has to act: an application is under way, a contract to be signed or in force."""
        applications, contracts = _of_it("Application").exclude(submitted_at=None), _of_it("Contract")
        approved = Exists(applications.filter(state=ApplicationState.APPROVED))
        return self.filter(
            Exists(applications.filter(state__in=OPEN_APPLICATION))
            | Exists(contracts.filter(state__in=[*NOT_IN_FORCE_YET, *IN_FORCE]))
            | (approved & ~Exists(contracts.exclude(state=ContractState.DROPPED)))
        )

    def unrepresented(self) -> "InstitutionQuerySet":
        """Those that nobody signs and invites for."""
        return self.exclude(Exists(_of_it("Member").filter(until=None, duty="representative")))

    def search_for(self, text: str) -> "InstitutionQuerySet":
        """Those with this reference, or whose name, in any language or as registered, holds what was typed."""
        if not (text := text.strip()):
            return self
        columns = [*(f"name_{suffix(code)}" for code in Language.values), "registered_name"]
        named = [Q(**{f"{column}__icontains": text}) for column in columns]
        return self.filter(reduce(or_, named, Q(reference=normalise(text))))

    def with_people(self, at: datetime) -> "InstitutionQuerySet":
        """Adds who represents each (`representatives`, names), how many `colleagues`, and how many are `invited`."""
        standing = _of_it("Member").filter(until=None)
        waiting = _of_it("Invitation").filter(accepted_at=None, revoked_at=None, expires_at__gt=at)
        names = standing.filter(duty="representative").order_by("since", "pk").values("user__full_name")
        return self.annotate(
            representatives=ArraySubquery(names), colleagues=_count(standing.filter(duty="colleague")),
            invited=_count(waiting), is_settled=_has_contract_in_force("pk"),
        )  # fmt: skip

    def listed(self) -> "InstitutionQuerySet":
        """What the directory shows: settled, and named by consent. Each field needs its own consent (`shows`)."""
        return self.settled().filter(is_listed=True)


class MemberQuerySet(models.QuerySet["Member"]):
    """Who acts for whom."""

    def standing(self) -> "MemberQuerySet":
        """Those whose access has not ended."""
        return self.filter(until=None)

    def representatives(self) -> "MemberQuerySet":
        """Those who sign and invite."""
        return self.standing().filter(duty="representative")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, by who may see them."""

    def visible_to(self, user: "User | Any") -> "ApplicationQuerySet":
        """For officers all that were handed in; for members those of their institutions."""
        if roles_of(user).is_officer:
            return self.handed_in()
        return self.of_member(user)

    def of_member(self, user: "User | Any") -> "ApplicationQuerySet":
        """Those of the institutions that the person acts for."""
        return self.filter(institution__in=roles_of(user).institutions)

    def handed_in(self) -> "ApplicationQuerySet":
        """Without those that are being filled in, and those withdrawn before anybody saw them."""
        return self.exclude(submitted_at=None)

    def to_review(self, user: "User | Any") -> "ApplicationQuerySet":
        """What an officer finds on their desk: all that were handed in, but of institutions that they act for."""
        roles = roles_of(user)
        return self.handed_in().exclude(institution__in=roles.institutions) if roles.is_officer else self.none()


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, by who may see them and whether they count."""

    def visible_to(self, user: "User | Any") -> "ContractQuerySet":
        """All for officers; for members those of their institutions."""
        return self.all() if roles_of(user).is_officer else self.of_member(user)

    def of_member(self, user: "User | Any") -> "ContractQuerySet":
        """Those of the institutions that the person acts for."""
        return self.filter(institution__in=roles_of(user).institutions)

    def in_force(self) -> "ContractQuerySet":
        """Those by which their institutions are listed and book."""
        return self.filter(state__in=IN_FORCE)


class SpaceQuerySet(models.QuerySet["Space"]):
    """Rooms, desks and halls."""

    def in_use(self) -> "SpaceQuerySet":
        """Those that exist now."""
        return self.filter(is_active=True, resource__is_active=True)

    def bookable(self) -> "SpaceQuerySet":
        """Those that several institutions share."""
        return self.in_use().filter(assigned_to=None)


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings of spaces, by who may see them and when they are."""

    def visible_to(self, user: "User | Any") -> "BookingQuerySet":
        """All for officers; for members those of their institutions."""
        return self.all() if roles_of(user).is_officer else self.of_member(user)

    def of_member(self, user: "User | Any") -> "BookingQuerySet":
        """Those of the institutions that the person acts for."""
        return self.filter(institution__in=roles_of(user).institutions)

    def standing(self) -> "BookingQuerySet":
        """Those that take their space's time."""
        return self.filter(state__in=["booked", "in-use"])

    def coming(self, at: datetime) -> "BookingQuerySet":
        """Standing ones that are not over."""
        return self.standing().filter(ends_at__gt=at)


class SeriesQuerySet(models.QuerySet["Series"]):
    """Bookings that repeat, by who may see them."""

    def visible_to(self, user: "User | Any") -> "SeriesQuerySet":
        """All for officers; for members those of their institutions."""
        roles = roles_of(user)
        return self.all() if roles.is_officer else self.filter(institution__in=roles.institutions)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries, by who may see them."""

    def visible_to(self, user: "User | Any") -> "EnquiryQuerySet":
        """All for officers; one's own, and those of the institutions that one acts for."""
        return self.all() if roles_of(user).is_officer else self.of_asker(user)

    def of_asker(self, user: "User | Any") -> "EnquiryQuerySet":
        """One's own, and those of the institutions that one acts for."""
        if not user.is_authenticated:
            return self.none()
        own = Q(institution=None, asked_by=user.pk)
        return self.filter(own | Q(institution__in=roles_of(user).institutions))

    def received_by(self, user: "User | Any") -> "EnquiryQuerySet":
        """What an officer answers: all, but for what they asked themselves or an institution of theirs asked.

        So nobody reads what colleagues say among themselves about a question of their own.
        """
        roles = roles_of(user)
        if not roles.is_officer:
            return self.none()
        return self.exclude(institution__in=roles.institutions).exclude(institution=None, asked_by=user.pk)

    def search_for(self, text: str) -> "EnquiryQuerySet":
        """Those with this reference, or asked by whoever is called so; what was asked is encrypted and not searched."""
        if not (text := text.strip()):
            return self
        names = [Q(**{f"institution__name_{suffix(code)}__icontains": text}) for code in Language.values]
        return self.filter(reduce(or_, names, Q(reference=normalise(text)) | Q(asked_by__full_name__icontains=text)))


class EnquiryMessageQuerySet(models.QuerySet["EnquiryMessage"]):
    """What was said in an enquiry."""

    def for_asker(self) -> "EnquiryMessageQuerySet":
        """Without what officers said among themselves."""
        return self.filter(is_internal=False)


class ProductQuerySet(models.QuerySet["Product"]):
    """The showcase."""

    def published(self) -> "ProductQuerySet":
        """What the public sees: reviewed, of institutions whose contract is in force."""
        return self.filter(_has_contract_in_force("institution"), state="published")

    def search_for(self, text: str) -> "ProductQuerySet":
        """Those whose name or description, or whose institution's name, in any language, holds every word typed."""
        columns = ("name", "description", "institution__name")
        found = self
        for word in text.split()[:MOST_WORDS]:
            holds = [
                Q(**{f"{column}_{suffix(code)}__icontains": word}) for column in columns for code in Language.values
            ]
            found = found.filter(reduce(or_, holds))
        return found

    def of_member(self, user: "User | Any") -> "ProductQuerySet":
        """Those of the institutions that the person acts for."""
        return self.filter(institution__in=roles_of(user).institutions)

    def visible_to(self, user: "User | Any") -> "ProductQuerySet":
        """For officers all but drafts; for members those of their institutions."""
        if roles_of(user).is_officer:
            return self.exclude(state="draft")
        return self.filter(institution__in=roles_of(user).institutions)
