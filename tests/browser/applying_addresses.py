"""One address of every kind of page on which an institution applies, of the sample."""

from collections.abc import Iterator

from institutions.models import Application


def applying_paths() -> Iterator[str]:
    """A draft, an application in which more was asked, and the people of an institution."""
    yield from ("me/", "institutions/apply/", "institutions/apply/?kind=company&country=KR")
    draft = Application.objects.get(institution__slug="sample-design-centre")
    asked = Application.objects.get(institution__slug="sample-food-association")
    for act in ("", "institution/", "representative/", "purpose/", "documents/", "terms/", "check/", "withdraw/"):
        yield f"institutions/applications/{draft.reference}/{act}"
    for act in ("", "purpose/", "documents/", "answer/", "check/"):
        yield f"institutions/applications/{asked.reference}/{act}"
    yield f"institutions/ours/{draft.institution.slug}/people/"
