"""Bringing the sample into the database, once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from commons.notifications.models import Delivery, Message
from commons.pictures.services import due_pictures, prepare_picture
from portal.sample.activities import Stage, load_activities
from portal.sample.applying import load_applying
from portal.sample.cases import load_cases
from portal.sample.goods import load_goods
from portal.sample.legal import load_legal_area
from portal.sample.legal_day import load_legal_day
from portal.sample.legal_history import load_legal_history
from portal.sample.people import load_residents, load_sign_ins, load_staff
from portal.sample.places import load_communities, load_notices, load_zone
from portal.sample.proposals import load_proposals
from portal.sample.review import load_review
from portal.sample.settled import load_settled
from portal.sample.spaces import load_spaces

SETTLED = timedelta(days=60)
"""For so long the sample people and places are there already."""
READ_AFTER = timedelta(days=1)


def load(*, at: datetime, report: Callable[[str], object] | None = None) -> None:
    """Load what is not there yet; a second run changes nothing. `report` is told what comes next.

    All rows are written in one transaction. The pictures are prepared after it; should that be cut short, a worker
    does the rest.
    """
    report = report or str
    with transaction.atomic():
        _load_rows(at, report)
    report("pictures")
    for picture_id in due_pictures(at=timezone.now()):
        prepare_picture(picture_id=picture_id, at=timezone.now())


def _load_rows(at: datetime, report: Callable[[str], object]) -> None:
    settled = at - SETTLED
    known = list(Message.objects.values_list("pk", flat=True))
    report("people")
    people = load_sign_ins(settled)
    manager = people["manager"]
    report("places")
    load_communities(manager, settled)
    load_zone(manager, settled)
    staff = load_staff(manager, settled)
    residents = load_residents(settled)
    named = {key: people[f"resident-{code}"] for key, code in (("ko", "ko"), ("zh", "zh-hans"), ("en", "en"))}
    stage = Stage(at, manager, staff, named, residents)
    report("legal services")
    load_legal_area(people, settled)
    load_legal_history(people, at)
    load_cases(people, at)
    load_legal_day(people, at)
    report("institutions")
    load_review(people, at)
    load_settled(people, at)
    load_applying(people, at)
    # After whatever settles institutions: only those book spaces and show products.
    load_spaces(people, at)
    load_goods(people, at)
    report("notices")
    load_notices(manager, stage.day, at)
    report("activities")
    load_activities(stage)
    load_proposals(people, at)
    _keep_mail_at_home(Message.objects.exclude(pk__in=known), at)


def _keep_mail_at_home(sample: QuerySet[Message], at: datetime) -> None:
    """Nothing is sent to addresses that do not exist; in the inbox, what is older than a day has been read."""
    Delivery.objects.filter(message__in=sample).delete()
    old = sample.filter(read_at=None, created_at__lt=at - READ_AFTER)
    old.update(read_at=F("created_at") + timedelta(hours=1))
