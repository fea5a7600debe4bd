"""Officers are told of institutions that nobody represents any more, such as after an account was erased.

What was written is the memory of it: the key of each message holds when the last representative went, so that any
number of workers, killed at any moment, write it once; and anew when the next one has gone too.
"""

import logging
from datetime import datetime

from django.db.models import Max, Q

from commons.notifications.models import Message
from institutions.models import Institution, Member
from institutions.officers import officers
from institutions.services.addresses import page_of_institution
from institutions.services.messages import tell_officer
from institutions.services.transactions import one_transaction

logger = logging.getLogger(__name__)


def report(*, at: datetime) -> int:
    """Tell of every institution that was not told of yet, each in a transaction of its own; says of how many."""
    gone_at = Max("members__until", filter=Q(members__duty=Member.Duty.REPRESENTATIVE))
    told = 0
    for institution in Institution.objects.at_work().unrepresented().order_by("pk").annotate(gone_at=gone_at):
        gone: datetime | None = institution.gone_at  # type: ignore[attr-defined]
        key = f"institutions-unrepresented:{institution.pk}:{gone.isoformat() if gone else 'never'}"
        if Message.objects.filter(key__startswith=f"{key}:").exists():
            continue
        try:
            told += _tell(institution, key, at=at)
        except Exception:
            # One in trouble does not keep the others waiting.
            logger.exception("Nobody could be told that institution %s has no representative", institution.pk)
    return told


@one_transaction
def _tell(institution: Institution, key: str, *, at: datetime) -> bool:
    """Tell every officer who does not act for it."""
    own = Member.objects.standing().filter(institution=institution)
    others = officers().filter(paused_at=None).exclude(pk__in=own.values("user"))
    url = page_of_institution(institution)
    return bool(
        [tell_officer(one, "unrepresented", key=key, url=url, at=at, institution=institution) for one in others]
    )
