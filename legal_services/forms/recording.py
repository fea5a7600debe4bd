"""What a clerk writes about a session that was given."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from commons.lib.countries import country_names
from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from commons.lib.references import normalise
from legal_services.models import Channel, Person, Practitioner, Service, ServiceRecord, Topic
from legal_services.services.recording import NewPerson, Session

NEW, NOBODY = "new", "nobody"
"""Who the client is, when it is not somebody who is known: someone new, or someone who gave no name."""
NO_ADVISER = "none"
EARLIEST = date(2000, 1, 1)
"""What lies before is a slip of the keyboard."""
MOST_OTHERS = 50


def spoken_choices() -> list[tuple[str, str]]:
    """The languages that a session may be held in, by their names in the page's language."""
    return [("", str(_("Choose"))), *((code, language_name(code)) for code in SPOKEN_HERE)]


def country_choices() -> list[tuple[str, str]]:
    """Countries and regions; nothing is chosen at first."""
    return [("", str(_("Not asked"))), *country_names().items()]


def named(practitioner: Practitioner) -> str:
    """The name in a list to choose from; it says so of those who left."""
    return practitioner.name if practitioner.is_active else _("%(name)s (left)") % {"name": practitioner.name}


class Choices(Protocol):
    """What there is to choose from."""

    @property
    def services(self) -> Sequence[Service]: ...
    @property
    def topics(self) -> Sequence[Topic]: ...
    @property
    def practitioners(self) -> Sequence[Practitioner]: ...


class RecordForm(RefusableForm):
    """One session on one screen: who came, what was given, what came of it.

    `offers` are the services, topics and practitioners to choose from, read once for the page.
    """

    person = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    looked_for = forms.CharField(label=_("Client"), required=False, max_length=100)
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    other_name = forms.CharField(label=_("Another spelling"), required=False, max_length=150)
    phone = PhoneNumberField(label=_("Phone"), required=False, region="CN")
    country = forms.ChoiceField(
        label=_("Country or region"), required=False, choices=country_choices, widget=PlainSelect
    )
    matter = forms.CharField(label=_("Matter"), required=False, max_length=20)
    language = forms.ChoiceField(label=_("Language spoken"), choices=spoken_choices, widget=PlainSelect)
    service = forms.ChoiceField(label=_("Service"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    practitioner = forms.ChoiceField(label=_("Adviser"), widget=PlainSelect)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=ServiceRecord.Outcome.choices, widget=forms.RadioSelect)
    referred_to = forms.CharField(label=_("Referred to"), required=False, max_length=150)
    also = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    also_new = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    looked_for_also = forms.CharField(label=_("Who else came and gave a name"), required=False, max_length=100)
    anonymous = forms.IntegerField(
        label=_("Others who gave no name"), required=False, min_value=0, max_value=500,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("Way to meet"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.IN_PERSON
    )
    interpreter = forms.ChoiceField(label=_("Interpreter"), required=False, widget=PlainSelect)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    follow_up_on = DayField(label=_("Follow up on"), required=False)
    from_paper = forms.BooleanField(label=_("Entered from paper, for an earlier day"), required=False)
    held_on = DayField(label=_("Day"), required=False, help_text=_("Empty: today, by Beijing time."))
    appointment = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    ticket = forms.IntegerField(required=False, widget=forms.HiddenInput)
    corrects = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        offers: "Choices",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.services = {service.slug: service for service in offers.services}
        self.topics = {topic.slug: topic for topic in offers.topics if topic.is_active}
        self.practitioners = {str(one.pk): one for one in offers.practitioners}
        self.people: dict[str, Person] = {}
        advisers = [(key, named(one)) for key, one in self.practitioners.items() if one.advises or one.mediates]
        interpreters = [(key, named(one)) for key, one in self.practitioners.items() if one.interprets]
        self._offer("service", [(slug, str(service.name)) for slug, service in self.services.items()])
        self._offer("topic", [("", _("Choose")), *((slug, str(topic.name)) for slug, topic in self.topics.items())])
        self._offer("practitioner", [("", _("Choose")), *advisers, (NO_ADVISER, _("None: answered at the counter"))])
        self._offer("interpreter", [("", _("None")), *interpreters])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_also(self) -> list[str]:
        """The references of those who came along."""
        return [normalise(text) for text in self.cleaned_data["also"] or []][:MOST_OTHERS]

    def clean_also_new(self) -> list[str]:
        """The names of those who came along for the first time."""
        return [name.strip()[:150] for name in self.cleaned_data["also_new"] or [] if name.strip()][:MOST_OTHERS]

    def clean_held_on(self) -> date:
        """The day in Beijing on which it took place."""
        today = timezone.localdate()
        day: date = self.cleaned_data["held_on"] or today
        if day > today:
            raise forms.ValidationError(_("This day has not come yet."), code="future")
        if day < EARLIEST:
            raise forms.ValidationError(_("Look at the year again."), code="year")
        return day

    def clean(self) -> dict[str, Any]:
        """Want a client, a topic of the service, and everything that an answer asks for."""
        answers = super().clean() or self.cleaned_data
        self._want_client(answers)
        self._want_topic(answers)
        if answers.get("outcome") == ServiceRecord.Outcome.REFERRED and not answers.get("referred_to"):
            self.add_error("referred_to", _("Say where the client was referred to."))
        day, follow_up = answers.get("held_on"), answers.get("follow_up_on")
        if day and follow_up and follow_up < day:
            self.add_error("follow_up_on", _("A follow-up comes after the session."))
        comes_from = answers.get("appointment") or answers.get("ticket") or answers.get("corrects")
        if day and day < timezone.localdate() and not answers.get("from_paper") and not comes_from:
            self.add_error("from_paper", _("The day is over: tick this if it is right."))
        return answers

    def _want_client(self, answers: Mapping[str, Any]) -> None:
        """Find everybody who was chosen, in one statement."""
        chosen = answers.get("person", "")
        wanted = {normalise(chosen), *answers.get("also", [])} - {""}
        found = Person.objects.roots().filter(reference__in=wanted)
        self.people = {person.reference: person for person in found}
        if chosen == NEW and not answers.get("name"):
            self.add_error("name", _("Enter the client’s name."))
        elif chosen not in {NEW, NOBODY} and normalise(chosen) not in self.people:
            self.add_error("looked_for", _("Choose who it is, or add a new client."))
        elif chosen == NOBODY and not answers.get("anonymous"):
            self.add_error("anonymous", _("Say how many came without giving a name."))

    def _want_topic(self, answers: Mapping[str, Any]) -> None:
        service, topic = self.services.get(answers.get("service", "")), self.topics.get(answers.get("topic", ""))
        if not service:
            return
        fitting = [one for one in self.topics.values() if service.kind in one.kinds]
        if topic and topic not in fitting:
            self.add_error("topic", _("This topic belongs to another service."))
        elif fitting and not topic:
            self.add_error("topic", _("Choose what it was about."))

    def client(self) -> Person | NewPerson | None:
        """Whom the session was for; None for somebody who gave no name."""
        answers = self.cleaned_data
        if answers["person"] == NOBODY:
            return None
        if answers["person"] != NEW:
            return self.people[normalise(answers["person"])]
        phone, others = answers["phone"], [answers["other_name"]] if answers["other_name"] else []
        return NewPerson(
            name=answers["name"], other_names=others, phone=phone.as_e164 if phone else "",
            country=answers["country"], language=answers["language"],
        )  # fmt: skip

    def others(self) -> list[Person | NewPerson]:
        """Who came along and gave a name."""
        known: list[Person | NewPerson] = [
            self.people[reference] for reference in self.cleaned_data["also"] if reference in self.people
        ]
        return known + [NewPerson(name=name) for name in self.cleaned_data["also_new"]]

    def session(self) -> Session:
        """What was given, how, and what came of it."""
        answers = self.cleaned_data
        plain = ("language", "channel", "held_on", "minutes", "outcome", "follow_up_on", "from_paper")
        is_referred = answers["outcome"] == ServiceRecord.Outcome.REFERRED
        return Session(
            service=self.services[answers["service"]],
            topic=self.topics.get(answers["topic"]),
            practitioner=self.practitioners.get(answers["practitioner"]),
            interpreter=self.practitioners.get(answers["interpreter"]),
            anonymous=answers["anonymous"] or 0,
            referred_to=answers["referred_to"] if is_referred else "",
            **{name: answers[name] for name in plain},
        )
