"""What staff write about an activity: its texts and rules, its sessions, when it goes public, why it is called off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import MomentField, RefusableForm
from commons.lib.languages import SPOKEN_HERE, Language, language_name, suffix
from commons.translations.forms import TranslatedForm
from communities.models import Community, Venue
from events.models import Event, Kind, Session
from events.services import SessionPlan

if TYPE_CHECKING:
    from commons.accounts.models import User

MOST_SESSIONS = 60


def spoken_choices() -> list[tuple[str, str]]:
    """The languages of activities, in the words of the page's language."""
    return [(code, language_name(code)) for code in SPOKEN_HERE]


class EventForm(RefusableForm, TranslatedForm[Event]):
    """An activity's texts in three languages, and the rules that are the same in all of them."""

    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=spoken_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    interpreted = forms.MultipleChoiceField(
        label=_("Interpretation into"), choices=spoken_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    known_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Event
        translated = ("title", "summary", "description", "audience", "bring", "fee", "organiser")
        fields = (
            "community", "kind", "slug", "spoken", "interpreted", "capacity", "party_max", "asks_guest_names",
            "registration_opens_at", "registration_closes_at", "cancel_until", "offer_hours", "offer_cutoff_hours",
            "min_age", "max_age", "only_community",
        )  # fmt: skip
        field_classes = dict.fromkeys(("registration_opens_at", "registration_closes_at", "cancel_until"), MomentField)
        help_texts = {
            "slug": _("Small letters, digits and hyphens. Leave it empty to have it made from the English title."),
            "capacity": _("Leave it empty for free entry: nobody registers."),
            "registration_opens_at": _("Beijing time. Empty: as soon as the activity is published."),
            "registration_closes_at": _("Empty: when the activity starts."),
            "cancel_until": _("After that they call you. Empty: when the activity starts."),
            "offer_hours": _("So long a place is kept for the next in line."),
            "offer_cutoff_hours": _("In these last hours nobody is offered a place any more."),
        }

    def __init__(self, *args: Any, editor: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = Community.objects.staffed_by(editor)
        self.fields["community"] = forms.ModelChoiceField(
            communities, label=_("Community"), empty_label=None, initial=self.initial.get("community")
        )
        self.fields["slug"].required = False
        for name in ("summary", "audience", "bring", "fee", "organiser"):
            for code in Language.values:
                self.fields[f"{name}_{suffix(code)}"].widget = forms.Textarea(
                    attrs={"rows": 2, "lang": self.fields[f"{name}_{suffix(code)}"].widget.attrs["lang"]}
                )
        if self.instance.pk:
            self.initial["known_at"] = self.instance.changed_at.isoformat()

    def clean_slug(self) -> str:
        """The address on the site; proposed when it was left empty."""
        return self.cleaned_data["slug"] or self._free_address()

    def clean_known_at(self) -> datetime | None:
        """The moment of the last change that the editor had seen; None for a new activity, or for nonsense."""
        try:
            return datetime.fromisoformat(self.cleaned_data["known_at"])
        except ValueError:
            return self.instance.changed_at if self.instance.pk else None

    def _free_address(self) -> str:
        """An address made from the English title, or from the kind, that no other activity has."""
        wanted = slugify(self.data.get("title_en", ""))[:70] or self.data.get("kind") or Kind.CLASS.value
        taken = set(
            Event.objects.filter(slug__startswith=wanted).exclude(pk=self.instance.pk).values_list("slug", flat=True)
        )
        return next(slug for slug in numbered(wanted) if slug not in taken)


def numbered(wanted: str) -> Any:
    """The wanted address, then the same with 2, 3 and so on behind it."""
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1


class SessionForm(forms.Form):
    """When and where one meeting takes place."""

    session = forms.ModelChoiceField(Session.objects.none(), required=False, widget=forms.HiddenInput)
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Venue"))
    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))

    def __init__(self, *args: Any, event: Event, venues: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = self.fields["session"]
        venue = self.fields["venue"]
        assert isinstance(sessions, forms.ModelChoiceField)
        assert isinstance(venue, forms.ModelChoiceField)
        if event.pk:
            sessions.queryset = event.sessions.all()
        venue.queryset = Venue.objects.all()
        # The list is read once for the whole page, not once for each row.
        venue.choices = [("", _("Choose a venue")), *((place.pk, str(place.name)) for place in venues)]

    def clean(self) -> dict[str, Any]:
        """Want the end after the start."""
        answers = super().clean() or self.cleaned_data
        start, end = answers.get("starts_at"), answers.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", forms.ValidationError(_("A session ends after it starts."), code="order"))
        return answers


class BaseSessions(BaseFormSet[SessionForm]):
    """All sessions of one activity."""

    def initial_form_count(self) -> int:
        """Nought for what was sent: any row may have been left empty."""
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        """Want each start once."""
        starts = [plan.starts_at for plan in self.plans()] if not any(self.errors) else []
        if len(set(starts)) < len(starts):
            raise forms.ValidationError(_("Two sessions of one activity cannot start at the same time."), code="twice")

    def plans(self) -> list[SessionPlan]:
        """The sessions as they are wanted: those ticked for removal and rows left empty are not among them."""
        wanted = [
            form.cleaned_data
            for form in self.forms
            if form.has_changed()
            if not form.cleaned_data.get("DELETE") and form.cleaned_data.get("starts_at")
        ]
        return [SessionPlan(row["venue"], row["starts_at"], row["ends_at"], row["session"]) for row in wanted]


SessionFormSet = cast(
    "type[BaseSessions]",
    formset_factory(
        SessionForm, formset=BaseSessions, extra=0, can_delete=True, max_num=MOST_SESSIONS, validate_max=True
    ),
)


def sessions_of(event: Event, data: Mapping[str, Any] | None = None, *, more: int = 0) -> BaseSessions:
    """The rows of the sessions, bound to what was sent if anything was.

    `more` adds so many rows, proposed a week after the last one, without losing what was typed.
    """
    venues = list(Venue.objects.order_by("slug"))
    options = {"event": event, "venues": venues}
    if data is not None and not more:
        return SessionFormSet(data, prefix="sessions", form_kwargs=options)
    rows = _typed_rows(data) if data is not None else _standing_rows(event)
    rows += [_a_week_later(rows[-1] if rows else {}) for _number in range(more)]
    return SessionFormSet(initial=rows or [{}], prefix="sessions", form_kwargs=options)


def _standing_rows(event: Event) -> list[dict[str, Any]]:
    if not event.pk:
        return []
    return [
        {"session": session.pk, "venue": session.venue_id, "starts_at": session.starts_at, "ends_at": session.ends_at}
        for session in event.sessions.all()
    ]


def _typed_rows(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was typed into the rows, right or wrong."""
    count = data.get("sessions-TOTAL_FORMS", "0")
    numbers = range(min(int(count), MOST_SESSIONS)) if count.isdecimal() else range(0)
    names = ("session", "venue", "starts_at", "ends_at", "DELETE")
    return [{name: data.get(f"sessions-{number}-{name}", "") for name in names} for number in numbers]


def _a_week_later(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row at the same venue and hour, a week later; an empty one when there is nothing to go by."""
    moments = {name: _moment(row.get(name)) for name in ("starts_at", "ends_at")}
    later = {name: moment + timedelta(days=7) for name, moment in moments.items() if moment}
    return {"venue": row.get("venue", ""), **later}


def _moment(value: Any) -> datetime | None:
    """A moment from a row: as it is, or as it was typed."""
    try:
        return MomentField(required=False).clean(value)
    except forms.ValidationError:
        return None


class PublishForm(RefusableForm):
    """When residents see the activity."""

    when = forms.ChoiceField(
        label=_("When should residents see it?"),
        choices=[("now", _("Now")), ("later", _("Later"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    publish_at = MomentField(
        label=_("Publish at"),
        help_text=_("Beijing time; only if you chose “Later”."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Want a time for a later publication, and forget it for one at once."""
        answers = super().clean() or self.cleaned_data
        if answers.get("when") == "now":
            answers["publish_at"] = None
        elif "publish_at" in answers and answers["publish_at"] is None:
            self.add_error("publish_at", forms.ValidationError(_("Say when to publish it."), code="required"))
        return answers


class CapacityForm(RefusableForm):
    """How many places there are."""

    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000)


class CallOffForm(RefusableForm):
    """Why the activity is cancelled, as it is told to everyone."""

    zh_hans = forms.CharField(label=_("Reason, in Chinese"), max_length=250, required=False)
    en = forms.CharField(label=_("Reason, in English"), max_length=250, required=False)
    ko = forms.CharField(label=_("Reason, in Korean"), max_length=250, required=False)
    sure = forms.BooleanField(label=_("Yes, cancel the activity and tell everyone listed here"))

    def reason(self) -> dict[str, str]:
        """The reason by language code."""
        return {code: self.cleaned_data[suffix(code)] for code in Language.values}


class SeatForm(RefusableForm):
    """Why this party gets the place; for the staff's own history."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("For example: stands at the door. Kept in the history; the resident does not read it."),
        max_length=250,
        required=False,
    )


class RemoveForm(RefusableForm):
    """Why staff cancel somebody's registration; the resident reads it."""

    note = forms.CharField(
        label=_("Why? The resident reads this"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
