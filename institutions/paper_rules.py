"""Which documents an institution hands in: by what it is, where it comes from and who signs for it."""

from collections.abc import Iterable

from institutions.models import Application, PaperKind


def applies(kind: PaperKind, *, institution_kind: str, country: str, authority: str) -> bool:
    """Whether such an institution hands in a document of this kind. An empty authority leaves that question open."""
    return (
        (not kind.kinds or institution_kind in kind.kinds)
        and (not kind.countries or country in kind.countries)
        and country not in kind.except_countries
        and (not kind.authorities or not authority or authority in kind.authorities)
    )


def wanted(kinds: Iterable[PaperKind], *, institution_kind: str, country: str, authority: str = "") -> list[PaperKind]:
    """Those of the kinds that such an institution hands in, in their order."""
    return [
        kind
        for kind in kinds
        if kind.is_active and applies(kind, institution_kind=institution_kind, country=country, authority=authority)
    ]


def wanted_of(application: Application, kinds: Iterable[PaperKind]) -> list[PaperKind]:
    """Those of the kinds that this application needs."""
    institution = application.institution
    return wanted(
        kinds, institution_kind=institution.kind, country=institution.country.code or "",
        authority=application.authority,
    )  # fmt: skip
