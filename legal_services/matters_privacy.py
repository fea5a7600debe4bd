"""What is held about a person in matters and in the service log, and when it is let go.

Three years after the last session of a matter its confidential texts, files and conflict checks are deleted, and
whoever has no younger matter is forgotten: names, spellings, phone, address, the index of their document. What stays
are bare rows that point at nobody (a service, a topic, a day, a country, a language), so that the figures of past
years are what they were.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commons.documents import services as documents
from commons.lib import privacy
from commons.lib.dates import day_in_beijing
from legal_services.models import (
    Agreement,
    Appointment,
    Attendance,
    ConflictCheck,
    Draft,
    ImportRow,
    Matter,
    MatterDocument,
    MatterNote,
    MatterRole,
    MediationNote,
    NotarialCase,
    NotarialPaper,
    Person,
    PersonName,
    ServiceRecord,
)
from legal_services.privacy import NOBODY

if TYPE_CHECKING:
    from commons.accounts.models import User

KEPT_MATTER = timedelta(days=3 * 365)
"""From the last session: the general period of limitation, in which somebody may have to prove what was advised
(Civil Code of the PRC, art. 188)."""
KEPT_IMPORT = timedelta(days=365)
"""Rows of an old spreadsheet that were not brought in; for a year they can be checked against the paper."""
KEPT_DRAFT = timedelta(days=30)
"""What a clerk began to type and did not send."""


def export(user: "User") -> list[dict[str, Any]]:
    """Who the area takes the person for, and their matters with what they told themselves; no internal notes."""
    people = Person.objects.filter(Q(user=user) | Q(root__user=user)).prefetch_related("names")
    told = MatterNote.objects.filter(kind=MatterNote.Kind.NARRATIVE, author=None)
    return [
        {
            "reference": person.reference,
            "names": [name.text for name in person.names.all()],
            "language": person.language,
            "country": str(person.country),
            "phone": str(person.phone),
            "email": person.email,
            "matters": [
                {
                    "reference": role.matter.reference,
                    "role": role.role,
                    "opened_at": role.matter.opened_at,
                    "closed_at": role.matter.closed_at,
                    "what_you_told": [note.text for note in told.filter(matter=role.matter)]
                    if role.role == MatterRole.Role.CLIENT
                    else [],
                }
                for role in person.roles.select_related("matter")
            ],
            "sessions": list(person.records.standing().values_list("held_on", flat=True)),
        }
        for person in people
    ]


def erase(user: "User", at: datetime) -> None:
    """Let the account go. Who stands in a matter is forgotten when its term is over, everybody else at once."""
    people = Person.objects.filter(user=user)
    keys = list(people.values_list("pk", flat=True))
    people.update(user=None)
    _forget_people(Person.objects.filter(pk__in=keys).exclude(Exists(_roles_of_person())), at)


def expire(at: datetime) -> int:
    """Let go of what is older than its term; says how many rows were touched."""
    matters = _stale_matters(at)
    touched = _forget_texts(matters, at)
    touched += _forget_people(_people_of_nothing_younger(at), at)
    touched += ImportRow.objects.filter(batch__at__lt=at - KEPT_IMPORT, cells__isnull=False).update(cells=None)
    return touched + Draft.objects.filter(changed_at__lt=at - KEPT_DRAFT).delete()[0]


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "legal-matters", title=_("Legal matters"), export=export, erase=erase, keep=KEPT_MATTER, expire=expire
    )


def _stale_matters(at: datetime) -> QuerySet[Matter]:
    """Matters that were opened, closed and last worked on before their term began."""
    since = at - KEPT_MATTER
    sessions = ServiceRecord.objects.filter(matter=OuterRef("pk"), held_on__gte=day_in_beijing(since))
    meetings = Appointment.objects.filter(matter=OuterRef("pk"), ends_at__gte=since)
    return (
        Matter.objects.filter(opened_at__lt=since)
        .filter(Q(closed_at=None) | Q(closed_at__lt=since))
        .exclude(Exists(sessions))
        .exclude(Exists(meetings))
    )


def _forget_texts(matters: QuerySet[Matter], at: datetime) -> int:
    """Delete what was told, advised, agreed and handed in, and what the conflict checks found."""
    keys = list(matters.values_list("pk", flat=True))
    touched = 0
    for handed_in in MatterDocument.objects.filter(matter__in=keys).select_related("document"):
        handed_in.delete()
        documents.remove(document=handed_in.document, at=at)
        touched += 1
    for rows in (
        MatterNote.objects.filter(matter__in=keys),
        MediationNote.objects.filter(mediation__matter__in=keys),
        ConflictCheck.objects.filter(matter__in=keys),
        NotarialPaper.objects.filter(case__matter__in=keys, item=None),
    ):
        touched += rows.delete()[0]
    touched += Agreement.objects.filter(mediation__matter__in=keys, text__is_empty=False).update(text="")
    collected = NotarialCase.objects.filter(matter__in=keys).exclude(collected_by__in=["", NOBODY])
    return touched + collected.update(collected_by=NOBODY, office_number="")


def _roles_of_person() -> QuerySet[MatterRole]:
    return MatterRole.objects.filter(person=OuterRef("pk"))


def _people_of_nothing_younger(at: datetime) -> QuerySet[Person]:
    """Those who stand in no matter, came to no session and have no appointment within the term.

    Somebody who was merged is looked at with the person that they were merged into, and the other way round.
    """
    since = at - KEPT_MATTER
    same = Q(person=OuterRef("pk")) | Q(person__root=OuterRef("pk")) | Q(person__root=OuterRef("root"))
    same |= Q(person=OuterRef("root"))
    younger_matters = MatterRole.objects.filter(same).exclude(matter__in=_stale_matters(at))
    sessions = Attendance.objects.filter(same, record__held_on__gte=day_in_beijing(since))
    meetings = Appointment.objects.filter(same, ends_at__gte=since)
    return (
        Person.objects.filter(created_at__lt=since, erased_at=None)
        .exclude(Exists(younger_matters))
        .exclude(Exists(sessions))
        .exclude(Exists(meetings))
    )


def _forget_people(people: QuerySet[Person], at: datetime) -> int:
    """Empty the rows of everything that names somebody; language and country stay for the figures."""
    keys = list(people.values_list("pk", flat=True))
    PersonName.objects.filter(person__in=keys).delete()
    return Person.objects.filter(pk__in=keys).update(
        name=NOBODY, phone="", email="", document_index="", user=None, erased_at=at
    )
