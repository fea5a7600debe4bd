"""Reads of mediations: who may see that there is one, and who may read what was said in it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from legal_services.querysets import of_visible_matters
from legal_services.roles import roles_of

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.models.mediation import Mediation, MediationNote, MediationParty  # noqa: F401 - named in strings


class MediationQuerySet(models.QuerySet["Mediation"]):
    """Mediations."""

    def visible_to(self, user: "User | Any") -> "MediationQuerySet":
        """All for clerks (logistics); for practitioners those whose matters they work on now."""
        return of_visible_matters(self, user)

    def mediated_by(self, user: "User | Any") -> "MediationQuerySet":
        """Those that the person mediates now: the only member of staff who reads what was said."""
        practitioner = roles_of(user).practitioner_id
        if practitioner is None:
            return self.none()
        standing = Q(matter__assignments__practitioner=practitioner, matter__assignments__until=None)
        return self.filter(standing, matter__assignments__task="mediates").distinct()

    def with_mediators(self) -> "MediationQuerySet":
        """Adds `mediators`: the key and the name of everybody who mediates now, the latest first."""
        from legal_services.models.matter import Assignment

        standing = Assignment.objects.filter(matter=OuterRef("matter"), task="mediates", until=None).order_by("-pk")
        named = standing.values(json=JSONObject(pk="practitioner_id", name="practitioner__name"))
        return self.annotate(mediators=ArraySubquery(named))

    def with_party_names(self) -> "MediationQuerySet":
        """Adds `party_names`: the key and the name of each party, in the order in which they were invited."""
        from legal_services.models.mediation import MediationParty

        parties = MediationParty.objects.filter(mediation=OuterRef("pk")).order_by("pk")
        return self.annotate(party_names=ArraySubquery(parties.values(json=JSONObject(pk="pk", name="person__name"))))

    def open(self) -> "MediationQuerySet":
        """Parties are being invited, or talk."""
        return self.filter(state__in=["inviting", "talking"])

    def agreed(self) -> "MediationQuerySet":
        """With an agreement whose performance is still followed."""
        return self.filter(state__in=["agreed", "broken"])

    def closed(self) -> "MediationQuerySet":
        """Nothing more happens."""
        return self.filter(state__in=["performed", "declined", "failed"])

    def with_follow_up_due(self, day: date) -> "MediationQuerySet":
        """Somebody should have asked by this day how the agreement stands."""
        from legal_services.models.agreement import FollowUp

        due = FollowUp.objects.filter(mediation=OuterRef("pk"), done_on=None, due_on__lte=day)
        return self.filter(Exists(due))


class PartyQuerySet(models.QuerySet["MediationParty"]):
    """Parties."""

    def of_account(self, user: "User | Any") -> "PartyQuerySet":
        """Those that a resident is, also as a duplicate that was merged into them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person__user=user) | Q(person__root__user=user))

    def asked(self, day: date) -> "PartyQuerySet":
        """Those asked whether they take part, or while there is time, whether the court should confirm."""
        invited = Q(state="invited", mediation__state__in=["inviting", "talking"])
        window = Q(
            state="accepted", wants_confirmation_at=None, mediation__state="agreed",
            mediation__agreement__confirmation="not-asked", mediation__agreement__effective_on__lte=day,
            mediation__agreement__confirm_by__gte=day,
        )  # fmt: skip
        return self.filter(invited | window)


class MediationNoteQuerySet(models.QuerySet["MediationNote"]):
    """Notes. Every page gets them from one of these two methods and from nowhere else."""

    def for_party(self, party: "MediationParty") -> "MediationNoteQuerySet":
        """What one party may read: the joint notes once they take part, and their own private ones."""
        own = Q(kind="private", party=party)
        joint = Q(kind="joint") if party.state == "accepted" else Q(pk=None)
        return self.filter(own | joint, mediation=party.mediation_id)

    def for_mediator(self, user: "User | Any") -> "MediationNoteQuerySet":
        """All notes of the mediations that the person mediates now."""
        from legal_services.models.mediation import Mediation

        return self.filter(mediation__in=Mediation.objects.mediated_by(user))
