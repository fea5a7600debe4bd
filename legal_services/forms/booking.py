"""What is asked on the way to an appointment: one form for each step, and one for staff who book for a client."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from commons.accounts.forms.fields import NameField, PhoneField
from commons.lib.forms import MomentField, PlainSelect, RefusableForm
from commons.lib.languages import OWN_NAMES, Language, html_lang, language_name
from legal_services.models import Channel, Service, Topic

if TYPE_CHECKING:
    from commons.accounts.models import User

MOST_PEOPLE = 10
LONGEST_NARRATIVE = 4000
FIRST_LANGUAGES = ("zh-hans", "en", "ko")
"""Listed before the others, after the language of the page."""


class NeedForm(RefusableForm):
    """What the appointment is about, in one word of the list; nobody has to say."""

    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        named = [(topic.slug, str(topic.name)) for topic in topics]
        field.choices = [*named, ("", _("I would rather say it when we meet"))]


class WayForm(RefusableForm):
    """In which language, and how to meet."""

    language = forms.ChoiceField(
        label=_("Which language would you like to speak?"),
        help_text=_("If no adviser speaks it, an interpreter joins you. That costs you nothing."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language that you would like to speak.")},
    )
    channel = forms.ChoiceField(
        label=_("How would you like to meet?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would like to meet.")},
    )

    def __init__(self, *arguments: Any, offered: Mapping[str, Sequence[str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offered = offered
        language, channel = self.fields["language"], self.fields["channel"]
        assert isinstance(language, forms.ChoiceField)
        assert isinstance(channel, forms.ChoiceField)
        language.choices = language_choices(offered)
        possible = {way for ways in offered.values() for way in ways}
        channel.choices = [(way, label) for way, label in Channel.choices if way in possible]

    def clean(self) -> dict[str, Any]:
        """Somebody can be met in this way in this language."""
        cleaned = super().clean() or self.cleaned_data
        ways = self.offered.get(cleaned.get("language", ""), [])
        if ways and cleaned.get("channel") and cleaned["channel"] not in ways:
            self.add_error("channel", _other_ways(cleaned["language"], ways))
        return cleaned


class TimeForm(RefusableForm):
    """One of the times that were offered."""

    starts_at = MomentField(
        widget=forms.HiddenInput, error_messages={"required": _("Choose a time."), "invalid": _("Choose a time.")}
    )


class ContactForm(RefusableForm):
    """Who comes and how to reach them; whoever has an account is written to there."""

    name = NameField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        help_text=_("As you write it yourself, in any script."),
        error_messages={"required": _("Give the name under which you would like to be called.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For the confirmation, the reminders, and the link with which you can change the appointment."),
    )
    writes = forms.ChoiceField(
        label=_("Language of messages"), choices=list(OWN_NAMES.items()), widget=forms.RadioSelect
    )
    people = forms.TypedChoiceField(
        label=_("How many people come, yourself included?"),
        choices=[(number, str(number)) for number in range(1, MOST_PEOPLE + 1)],
        coerce=int,
        initial=1,
        widget=PlainSelect,
    )

    def __init__(self, *arguments: Any, channel: str, user: "User | None" = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.channel, self.has_account = channel, user is not None
        self.fields["phone"] = PhoneField(
            label=_("Phone"),
            required=channel == Channel.PHONE,
            region=(user.country.code if user else "") or "CN",
            help_text=_("We call you on this number.") if channel == Channel.PHONE else self.why_phone,
            error_messages={"required": _("We need a number on which we can call you.")},
        )
        if self.has_account:
            del self.fields["email"], self.fields["writes"]
        if channel != Channel.IN_PERSON:
            del self.fields["people"]
        self.order_fields(["name", "phone", "email", "writes", "people"])

    why_phone: str | Promise = _("So that we can call you if something changes.")
    """What a number is for when the meeting is not by phone."""

    def clean(self) -> dict[str, Any]:
        """Without an account, one way to be reached."""
        cleaned = super().clean() or self.cleaned_data
        is_legible = not {"phone", "email"} & self.errors.keys()
        if self.needs_contact and is_legible and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error(
                "phone", _("Give a phone number or an e-mail address, so that we can reach you if something changes.")
            )
        return cleaned

    @property
    def needs_contact(self) -> bool:
        """Whether a phone number or an e-mail address has to be given."""
        return not self.has_account

    def answers(self) -> dict[str, Any]:
        """What the service that books wants to know, as plain values."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "phone": cleaned["phone"].as_e164 if cleaned.get("phone") else "",
            "email": cleaned.get("email", ""),
            "writes": cleaned.get("writes") or get_language() or Language.ENGLISH,
            "people": cleaned.get("people", 1),
        }


class NarrativeForm(RefusableForm):
    """What it is about, in the client's own words; and a consent of its own, without which nothing is kept."""

    narrative = forms.CharField(
        label=_("What would you like the adviser to know beforehand?"),
        help_text=_("In any language. You need not write anything: you can say it all when you meet."),
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages={"max_length": _("At most %(limit_value)d characters fit here. Tell the rest when you meet.")},
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that the portal keeps this text, and that the people named above read it."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A text is kept with consent only."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("narrative") and not cleaned.get("consent"):
            self.add_error(
                "consent", _("Tick the box to agree, or leave the text empty: you can tell the adviser when you meet.")
            )
        return cleaned


class DeskChoiceForm(forms.Form):
    """What a caller asks for: which service, in which language, in which way."""

    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), to_field_name="slug", empty_label=None, widget=PlainSelect
    )
    language = forms.ChoiceField(label=_("Language spoken"), widget=PlainSelect)
    channel = forms.ChoiceField(label=_("Way to meet"), choices=Channel.choices, widget=PlainSelect)

    def __init__(self, *arguments: Any, services: Sequence[Service], spoken: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        service, language = self.fields["service"], self.fields["language"]
        assert isinstance(service, forms.ModelChoiceField)
        assert isinstance(language, forms.ChoiceField)
        service.queryset = Service.objects.all()
        service.choices = [(one.slug, str(one.name)) for one in services]
        language.choices = [(code, language_name(code)) for code in in_order(spoken)]


class DeskContactForm(ContactForm):
    """Who calls or stands at the counter; somebody without a phone number may come back to ask."""

    why_phone = _("So that they can be called if something changes.")
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), required=False, to_field_name="slug")
    is_told = forms.BooleanField(
        label=_("The client is here or on the phone, and gets the reference from me"), required=False,
        help_text=_("Otherwise a client without an e-mail address is put on the list of those to call."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, topics: Sequence[Topic], **options: Any) -> None:
        super().__init__(*arguments, **options)
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ModelChoiceField)
        topic.queryset = Topic.objects.filter(is_active=True)
        topic.choices = [("", "—"), *((one.slug, str(one.name)) for one in topics)]
        self.fields["name"].help_text = _("As on their passport or identity card, or as they say it.")
        self.fields["email"].help_text = _("For the confirmation and the reminders.")
        if "people" in self.fields:
            self.fields["people"].label = _("People who come")
        self.order_fields(["name", "phone", "email", "writes", "people", "topic", "is_told"])

    @property
    def needs_contact(self) -> bool:
        return False


class CorrectionForm(RefusableForm):
    """How a client without an account is reached, put right by the desk."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("A new confirmation goes there, and links that were sent before are shut: spell it back."),
    )  # fmt: skip
    writes = forms.ChoiceField(
        label=_("Language of messages"), choices=list(OWN_NAMES.items()), widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, channel: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"] = PhoneField(
            label=_("Phone"), required=channel == Channel.PHONE, region="CN",
            help_text=_("So that they can be called if something changes."),
            error_messages={"required": _("This appointment is by phone: it needs a number.")},
        )  # fmt: skip
        self.order_fields(["email", "phone", "writes"])

    def answers(self) -> dict[str, str]:
        """What the service wants to know, as plain values."""
        cleaned = self.cleaned_data
        phone = cleaned["phone"].as_e164 if cleaned.get("phone") else ""
        return {"phone": phone, "email": cleaned["email"], "writes": cleaned["writes"]}


def initial_of(details: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that were kept, in the form in which the fields show them."""
    phone = details.get("phone")
    return {**details, "phone": PhoneNumber.from_string(phone) if phone else None}


def language_choices(codes: Iterable[str]) -> list[tuple[str, SafeString]]:
    """Languages in the page's words, those of the portal also in their own."""
    return [(code, _in_two_languages(code)) for code in in_order(codes)]


def in_order(codes: Iterable[str]) -> list[str]:
    """The page's language first, then those of the portal, then the others."""
    known = [get_language() or "", *FIRST_LANGUAGES]
    return sorted(codes, key=lambda code: (known.index(code) if code in known else len(known), code))


def _in_two_languages(code: str) -> SafeString:
    own, name = OWN_NAMES.get(code), language_name(code)
    if own is None or own == name:
        return format_html("{}", name)
    return format_html('<span lang="{}">{}</span> · {}', html_lang(code), own, name)


def _other_ways(language: str, ways: Sequence[str]) -> SafeString:
    listed = ", ".join(str(Channel(way).label) for way in ways)
    return format_html(
        "{}", _("In this language we can meet you only like this: %(ways)s.") % {"ways": listed, "language": language}
    )
