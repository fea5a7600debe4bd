"""What the public reads of a settled institution: its name, kind and country, what it consented to, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from commons.lib.languages import Language, suffix
from commons.pictures.models import Picture
from institutions.models import Contract, Institution, LivingRoomArea, Shown
from institutions.querysets import InstitutionQuerySet

MOST_WORDS = 6
"""Of what was typed into the search; more would only slow it down."""


@dataclass(frozen=True)
class Entry:
    """One institution in the directory. Pages get this instead of the row, so that they cannot show too much."""

    institution: Institution
    """For the name, the kind and the country; what else a page needs stands in the other fields."""
    about: bool
    area: LivingRoomArea | None
    website: str
    email: str
    phone: Any
    picture: Picture | None

    @classmethod
    def of(cls, institution: Institution) -> "Entry":
        """What may be shown. The institution comes from `with_entries`, or its contract is looked up."""
        shown = set(institution.shows)
        picture = institution.picture if Shown.PICTURE in shown else None
        return cls(
            institution=institution,
            about=Shown.ABOUT in shown,
            area=_area(institution) if Shown.AREA in shown else None,
            website=institution.website if Shown.WEBSITE in shown else "",
            email=institution.email if Shown.EMAIL in shown else "",
            phone=institution.phone if Shown.PHONE in shown else "",
            picture=picture if picture and picture.is_ready else None,
        )


def with_entries(institutions: InstitutionQuerySet) -> InstitutionQuerySet:
    """The institutions with all that an entry needs."""
    in_force = Contract.objects.in_force().select_related("area")
    return institutions.select_related("picture").prefetch_related(
        Prefetch("contracts", queryset=in_force, to_attr="contracts_in_force")
    )


def entries(institutions: Iterable[Institution]) -> list[Entry]:
    """The entries of a page of institutions."""
    return [Entry.of(institution) for institution in institutions]


def matching(asked: dict[str, Any]) -> InstitutionQuerySet:
    """Listed institutions that meet every filter. What is not shown cannot be searched for either."""
    found = Institution.objects.listed()
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if country := asked.get("country"):
        found = found.filter(country=country)
    if area := asked.get("area"):
        in_area = Contract.objects.in_force().filter(institution=OuterRef("pk"), area__slug=area)
        found = found.filter(Exists(in_area), shows__contains=[Shown.AREA])
    for word in asked.get("q", "").split()[:MOST_WORDS]:
        named = [Q(**{f"name_{suffix(code)}__icontains": word}) for code in Language.values]
        about = [
            Q(**{f"about_{suffix(code)}__icontains": word}, shows__contains=[Shown.ABOUT]) for code in Language.values
        ]
        found = found.filter(reduce(or_, [*named, *about]))
    return found


def _area(institution: Institution) -> LivingRoomArea | None:
    known: list[Contract] | None = getattr(institution, "contracts_in_force", None)
    contract = known[0] if known else None
    if known is None:
        contract = institution.contracts.in_force().select_related("area").first()
    return contract.area if contract else None
