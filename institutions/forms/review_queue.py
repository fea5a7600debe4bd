"""How the queue of applications is narrowed and sorted."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.forms import PlainSelect
from commons.lib.references import normalise
from institutions.models import Kind
from institutions.states import ApplicationState

if TYPE_CHECKING:
    from commons.accounts.models import User
    from institutions.querysets import ApplicationQuerySet

State = ApplicationState


class Tab(TextChoices):
    """The queue, by who has to do something."""

    OURS = "ours", pgettext_lazy("applications", "With us")
    DECIDE = "decide", pgettext_lazy("applications", "To decide")
    ASKED = "asked", pgettext_lazy("applications", "Waiting for an answer")
    OVER = "over", pgettext_lazy("applications", "Closed")


STATES: dict[str, tuple[str, ...]] = {
    Tab.OURS: (State.SUBMITTED, State.IN_REVIEW, State.RECOMMENDED),
    Tab.DECIDE: (State.RECOMMENDED,),
    Tab.ASKED: (State.MORE_ASKED,),
    Tab.OVER: (State.APPROVED, State.DECLINED, State.WITHDRAWN),
}
ME, NOBODY = "me", "nobody"


class QueueFilter(forms.Form):
    """Which applications are listed, within a tab."""

    q = forms.CharField(label=_("Name or reference"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)
    owner = forms.ChoiceField(label=_("Officer"), required=False, widget=PlainSelect)
    kind = forms.ChoiceField(
        label=_("Kind of institution"), required=False, choices=[("", _("All kinds")), *Kind.choices],
        widget=PlainSelect,
    )  # fmt: skip
    late = forms.BooleanField(label=_("Only overdue"), required=False)

    def __init__(self, *args: Any, officers: "list[User]", states: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state, owner = self.fields["state"], self.fields["owner"]
        assert isinstance(state, forms.ChoiceField)
        assert isinstance(owner, forms.ChoiceField)
        labels = dict(State.choices)
        state.choices = [("", _("All states")), *((one, labels[one]) for one in states)]
        named = [(str(one.pk), one.full_name) for one in officers]
        owner.choices = [("", _("All officers")), (ME, _("Mine")), (NOBODY, _("Nobody yet")), *named]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked that "remove all filters" would take away."""
        return any(self.cleaned_data.values())

    def narrowed(self, applications: "ApplicationQuerySet", *, me: "User", today: date) -> "ApplicationQuerySet":
        """Those that fit; a choice that does not exist asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q", "").strip():
            applications = applications.filter(_named(words) | Q(reference=normalise(words)))
        if state := asked.get("state"):
            applications = applications.filter(state=state)
        if owner := asked.get("owner"):
            wanted = {ME: me.pk, NOBODY: None}.get(owner, owner)
            applications = applications.filter(owner=wanted)
        if kind := asked.get("kind"):
            applications = applications.filter(institution__kind=kind)
        return applications.filter(due_on__lt=today) if asked.get("late") else applications


def most_urgent_first(applications: "ApplicationQuerySet") -> "ApplicationQuerySet":
    """By the day by which somebody should have acted, then by how long it has waited."""
    return applications.order_by(F("due_on").asc(nulls_last=True), "state_since", "pk")


def _named(words: str) -> Q:
    fields = ("name_zh_hans", "name_en", "name_ko", "registered_name", "registration_number")
    anywhere = Q()
    for field in fields:
        anywhere |= Q(**{f"institution__{field}__icontains": words})
    return anywhere
