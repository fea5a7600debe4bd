"""Reads of notarial cases, and who may see them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from legal_services.querysets import of_visible_matters

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.models.notarial import NotarialCase  # noqa: F401 - named in a string


class NotarialCaseQuerySet(models.QuerySet["NotarialCase"]):
    """Notarial cases."""

    def visible_to(self, user: "User | Any") -> "NotarialCaseQuerySet":
        """All for clerks; for practitioners those of the matters on which they work now."""
        return of_visible_matters(self, user)

    def of_client(self, user: "User | Any") -> "NotarialCaseQuerySet":
        """A resident's own, also those of a duplicate that was merged into them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(applicant__user=user) | Q(applicant__root__user=user))

    def asking_their_client(self) -> "NotarialCaseQuerySet":
        """With papers still missing before the end, or with a certificate that lies ready: see `is_to_collect`."""
        from legal_services.models.notarial import NotarialPaper

        missing = Exists(NotarialPaper.objects.filter(case=OuterRef("pk"), handed_on=None))
        over = Q(state__in=["collected", "refused", "withdrawn"])
        return self.filter(~over & missing | Q(state="issued", route="none") | Q(state="authenticated"))

    def overdue(self, day: date) -> "NotarialCaseQuerySet":
        """At the office, with the last day before this one."""
        return self.filter(state="accepted", due_on__lt=day)

    def at_the_office(self) -> "NotarialCaseQuerySet":
        """Applied for or accepted."""
        return self.filter(state__in=["applied", "accepted"])

    def to_collect(self) -> "NotarialCaseQuerySet":
        """Certificates that were issued and not collected yet."""
        return self.filter(state__in=["issued", "authenticating", "authenticated"])

    def ended(self) -> "NotarialCaseQuerySet":
        """Collected, refused or withdrawn."""
        return self.filter(state__in=["collected", "refused", "withdrawn"])

    def with_standing_pause(self) -> "NotarialCaseQuerySet":
        """Adds `stopped_for`: the reason for which the clock stands still now, None while it runs."""
        from legal_services.models.notarial import NotarialPause

        standing = NotarialPause.objects.filter(case=OuterRef("pk"), ends_on=None)
        return self.annotate(stopped_for=Subquery(standing.values("reason")[:1]))

    def for_lists(self) -> "NotarialCaseQuerySet":
        """With what a line shows: act, applicant, open pause, papers still missing."""
        from legal_services.models.notarial import NotarialPause

        standing = NotarialPause.objects.filter(case=OuterRef("pk"), ends_on=None)
        missing = Count("papers", filter=Q(papers__handed_on=None))
        return self.select_related("act", "applicant").annotate(stands_still=Exists(standing), missing=missing)
