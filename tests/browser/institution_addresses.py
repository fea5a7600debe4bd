"""The pages around institutions, on the sample data, by who opens them."""

from collections.abc import Iterator

from institutions.models import Application, Contract, Institution


def visitor_paths() -> Iterator[str]:
    """What everybody reads."""
    yield from ("institutions/", "institutions/directory/", "institutions/directory/?country=KR&q=zzzz")
    listed = Institution.objects.listed().exclude(shows=[])[0]
    yield f"institutions/{listed.slug}/"


def institution_paths() -> Iterator[str]:
    """The room of the institution whose representative signs in, with its contract."""
    own = Institution.objects.settled().get(members__user__email="institution@example.org")
    room = f"institutions/ours/{own.slug}/"
    yield from (room, f"{room}profile/", f"{room}picture/", f"{room}directory/")
    contract = own.contracts.in_force().get()
    yield from (f"institutions/contracts/{contract.reference}/{page}" for page in ("", "text/"))


def officer_paths() -> Iterator[str]:
    """The desk of contracts, seen by the officer who may countersign."""
    contracts = "desk/institutions/contracts/"
    yield from (f"{contracts}?tab={tab}" for tab in ("to-draft", "in-force"))
    approved = Application.objects.filter(state="approved", contracts=None)[0]
    yield f"{contracts}draft/{approved.reference}/"
    signed, drafted = (Contract.objects.filter(state=state)[0].reference for state in ("signed", "drafted"))
    yield from (f"{contracts}{signed}/", f"{contracts}{signed}/countersign/", f"{contracts}{drafted}/edit/")
    in_force = Contract.objects.filter(state="active")[0].reference
    yield from (f"{contracts}{in_force}/", f"{contracts}{in_force}/renew/", f"{contracts}{in_force}/terminate/")
    directory = "desk/institutions/directory/"
    yield from (directory, f"{directory}?tab=all", f"{directory}{Institution.objects.settled()[0].slug}/")
