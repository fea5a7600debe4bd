"""Notarial acts and the cases that follow them to the notary office and back. The office decides; this tracks."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from legal_services.models.apostille import Route
from legal_services.models.matter import Matter
from legal_services.models.person import Person
from legal_services.notarial_querysets import NotarialCaseQuerySet


class NotarialAct(models.Model):
    """What a notary office certifies: a birth, a marriage, a diploma, a power of attorney."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("notarial act")
        verbose_name_plural = _("notarial acts")

    def __str__(self) -> str:
        return str(self.name)


class NotarialItem(models.Model):
    """One paper that an act needs: always, or on some routes, or for some countries."""

    act = models.ForeignKey(NotarialAct, on_delete=models.CASCADE, related_name="items")
    text = models.CharField(_("what to bring"), max_length=250)
    routes = ArrayField(
        models.CharField(max_length=10, choices=Route.choices), verbose_name=_("only on these routes"),
        default=list, blank=True,
    )  # fmt: skip
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("only for these countries"), default=list, blank=True
    )
    """ISO 3166-1 codes; empty: for every destination."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("paper for a notarial act")
        verbose_name_plural = _("papers for a notarial act")

    def __str__(self) -> str:
        return str(self.text)

    def is_needed(self, *, route: str, country: str) -> bool:
        """Whether a case with this route and destination needs the paper."""
        return (not self.routes or route in self.routes) and (not self.countries or country in self.countries)


class NotarialCase(models.Model):
    """One application to a notary office, from the first paper to the collected certificate. Days are Beijing's."""

    class State(models.TextChoices):
        GATHERING = "gathering", _("Papers being gathered")
        APPLIED = "applied", _("Handed to the notary office")
        ACCEPTED = "accepted", _("Accepted by the notary office")
        ISSUED = "issued", _("Certificate issued")
        AUTHENTICATING = "authenticating", _("Being authenticated")
        AUTHENTICATED = "authenticated", _("Authenticated")
        COLLECTED = "collected", _("Collected")
        REFUSED = "refused", _("Refused by the notary office")
        WITHDRAWN = "withdrawn", _("Withdrawn by the client")

    NEXT: Mapping[str, frozenset[str]] = {
        State.GATHERING: frozenset({State.APPLIED, State.WITHDRAWN}),
        State.APPLIED: frozenset({State.ACCEPTED, State.GATHERING, State.REFUSED, State.WITHDRAWN}),
        State.ACCEPTED: frozenset({State.ISSUED, State.REFUSED, State.WITHDRAWN}),
        State.ISSUED: frozenset({State.AUTHENTICATING, State.COLLECTED}),
        State.AUTHENTICATING: frozenset({State.AUTHENTICATED}),
        State.AUTHENTICATED: frozenset({State.COLLECTED}),
        State.COLLECTED: frozenset(),
        State.REFUSED: frozenset(),
        State.WITHDRAWN: frozenset(),
    }
    """Where a case can go from each state; `services.notarial.step` is the only one that moves it."""
    AFTER_ACCEPTANCE = (State.ACCEPTED, State.ISSUED, State.AUTHENTICATING, State.AUTHENTICATED, State.COLLECTED)
    AFTER_ISSUE = (State.ISSUED, State.AUTHENTICATING, State.AUTHENTICATED, State.COLLECTED)
    ENDED = (State.COLLECTED, State.REFUSED, State.WITHDRAWN)

    reference = models.CharField(max_length=20, unique=True)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="notarial_case")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notarial_cases")
    act = models.ForeignKey(NotarialAct, on_delete=models.PROTECT, related_name="cases", verbose_name=_("act"))
    destination = CountryField(_("where it is used"))
    route = models.CharField(_("route"), max_length=10, choices=Route.choices)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    office = models.CharField(_("notary office"), max_length=150, blank=True)
    office_number = models.CharField(_("number at the notary office"), max_length=60, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.GATHERING)
    applied_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    """The last day for the certificate (Notary Law, art. 30), by the calendar as it was last counted.

    NULL before the office has accepted, and while the clock stands still.
    """
    issued_on = models.DateField(null=True)
    collected_on = models.DateField(null=True)
    collected_by = models.CharField(_("collected by"), max_length=150, blank=True)
    ended_because = models.CharField(_("why it ended"), max_length=250, blank=True)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = NotarialCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notarial case")
        verbose_name_plural = _("notarial cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "gathering",
                        "applied",
                        "accepted",
                        "issued",
                        "authenticating",
                        "authenticated",
                        "collected",
                        "refused",
                        "withdrawn",
                    ]
                ),
                name="notarial_state_known",
                violation_error_message=_("A notarial case knows no such state."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "issued", "authenticating", "authenticated", "collected"])
                | Q(accepted_on__isnull=False),
                name="notarial_accepted_has_day",
                violation_error_message=_("Say on which day the notary office accepted it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "authenticating", "authenticated", "collected"])
                | Q(issued_on__isnull=False, accepted_on__isnull=False, issued_on__gte=F("accepted_on")),
                name="notarial_issued_after_accepted",
                violation_error_message=_("The certificate is issued on or after the day of acceptance."),
            ),
            models.CheckConstraint(
                condition=~Q(state="collected")
                | (
                    Q(collected_on__isnull=False, issued_on__isnull=False, collected_on__gte=F("issued_on"))
                    & ~Q(collected_by="")
                ),
                name="notarial_collected_says_by_whom",
                violation_error_message=_("Say who collected the certificate, and when."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | ~Q(ended_because=""),
                name="notarial_ended_says_why",
                violation_error_message=_("Say why the case ended."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None)
                | Q(due_on__isnull=False, accepted_on__isnull=False, due_on__gt=F("accepted_on")),
                name="notarial_due_after_accepted",
                violation_error_message=_("The last day comes after the day of acceptance."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["authenticating", "authenticated"]) | ~Q(route="none"),
                name="notarial_authenticated_for_abroad",
                violation_error_message=_("A certificate that is used in China needs no authentication."),
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1, copies__lte=50),
                name="notarial_copies_sensible",
                violation_error_message=_("Between 1 and 50 copies can be ordered."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="notarial_state_due"),
            models.Index(fields=["applicant"], name="notarial_applicant"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal:notarial_case", args=[self.reference])

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.state in self.ENDED

    @property
    def is_to_collect(self) -> bool:
        """Whether the certificate lies ready for the client, with nothing to be done before."""
        used_here = self.state == self.State.ISSUED and self.route == Route.NONE
        return used_here or self.state == self.State.AUTHENTICATED

    def is_overdue(self, day: date) -> bool:
        """Whether the certificate should have been issued before this day."""
        return self.state == self.State.ACCEPTED and self.due_on is not None and self.due_on < day


class NotarialPause(models.Model):
    """Days that do not count in the fifteen: supplements, verification, force majeure (Notary Law, art. 30)."""

    class Reason(models.TextChoices):
        SUPPLEMENT = "supplement", _("Papers are to be added")
        VERIFICATION = "verification", _("The notary office verifies")
        FORCE_MAJEURE = "force-majeure", _("Force majeure")

    case = models.ForeignKey(NotarialCase, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("why"), max_length=16, choices=Reason.choices)
    note = models.CharField(_("note for staff"), max_length=250, blank=True)
    begins_on = models.DateField(_("first day"))
    """The day on which the office asked; it still counts."""
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    """The day on which what was missing had come, which does not count; NULL while it lasts."""

    class Meta:
        ordering = ["begins_on", "id"]
        verbose_name = _("pause of a notarial case")
        verbose_name_plural = _("pauses of a notarial case")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ends_on=None),
                name="notarial_pause_one_standing",
                violation_error_message=_("The clock stands still already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__isnull=False, ends_on__gte=F("begins_on")),
                name="notarial_pause_in_order",
                violation_error_message=_("A pause ends on or after the day it began."),
            ),
            ExclusionConstraint(
                name="notarial_pauses_apart",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        Func("begins_on", "ends_on", Value("[)"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The clock stood still then already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class NotarialPaper(models.Model):
    """One paper asked of the client for a case: from the act's list, or asked for later."""

    case = models.ForeignKey(NotarialCase, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(NotarialItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.CharField(_("what is asked"), max_length=250, blank=True)
    """In the words of the staff, for what no list has."""
    asked_on = models.DateField()
    handed_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("paper of a notarial case")
        verbose_name_plural = _("papers of a notarial case")
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, asked="") | (Q(item=None) & ~Q(asked="")),
                name="notarial_paper_listed_or_asked",
                violation_error_message=_("A paper is one of the list or says what is asked."),
            ),
            models.UniqueConstraint(
                fields=["case", "item"],
                name="notarial_paper_once",
                violation_error_message=_("This paper is asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return self.asked or str(self.item_id)


class NotarialStep(models.Model):
    """What happened in a case, and who wrote it down."""

    class What(models.TextChoices):
        OPENED = "gathering", _("Papers being gathered")
        APPLIED = "applied", _("Handed to the notary office")
        ACCEPTED = "accepted", _("Accepted by the notary office")
        PAUSED = "paused", _("The clock stopped")
        RESUMED = "resumed", _("The clock went on")
        ISSUED = "issued", _("Certificate issued")
        AUTHENTICATING = "authenticating", _("Being authenticated")
        AUTHENTICATED = "authenticated", _("Authenticated")
        COLLECTED = "collected", _("Collected")
        REFUSED = "refused", _("Refused by the notary office")
        WITHDRAWN = "withdrawn", _("Withdrawn by the client")

    case = models.ForeignKey(NotarialCase, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=16, choices=What.choices)
    on = models.DateField()
    note = models.CharField(max_length=250, blank=True)
    """For staff; clients never see it."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a notarial case")
        verbose_name_plural = _("steps of a notarial case")

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"
