"""What an institution fills in to settle: every answer is kept, complete or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.forms.fields import NameField, PhoneField
from commons.lib.countries import country_names
from commons.lib.forms import DayField, PlainSelect, RefusableForm
from commons.lib.languages import OWN_NAMES, Language, html_lang, suffix
from commons.translations.texts import text_of
from institutions.answers import ABOUTS, FIELDS, NAMES, fingerprint, in_words, label_of, plain, required_in
from institutions.models import Application, Kind, LivingRoomArea, Task

NEVER_EMPTY = frozenset({"kind", "country"})
"""Without these the application cannot say which documents are needed."""
EARLIEST_YEAR = 1600


@dataclass(frozen=True)
class Row:
    """One field of a page, with what a colleague has put there meanwhile."""

    field: forms.BoundField
    theirs: str | None = None
    """None: nobody has put anything else there; "" means that they took it out."""
    own_name: str = ""
    html_lang: str = ""


@dataclass(frozen=True)
class Section:
    """Fields that belong together; in three languages side by side when `is_trilingual`."""

    title: str | Promise
    hint: str | Promise
    rows: Sequence[Row]
    is_trilingual: bool = False
    is_optional: bool = False


class TaskForm(RefusableForm):
    """One part of the application. What is required but empty is no error: the part is then in progress."""

    task: ClassVar[str]
    groups: ClassVar[tuple[tuple[str | Promise, str | Promise, tuple[str, ...]], ...]] = ()
    """Title, hint and fields of each section."""
    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *arguments: Any, answers: Mapping[str, Any], today: date, **options: Any) -> None:
        self.answers, self.today = answers, today
        self.theirs: dict[str, str] = {}
        options["initial"] = {**answers, **options.get("initial", {}), "seen": fingerprint(answers)}
        super().__init__(*arguments, **options)
        self.add_fields()
        required = required_in(self.task, answers)
        for name in FIELDS[self.task]:
            field = self.fields[name]
            field.label = field.label or str(label_of(name)).capitalize()
            field.required = name in required

    def add_fields(self) -> None:
        """Add the fields that depend on the page's language or on the answers."""

    def clean(self) -> dict[str, Any]:
        """Let what is required be empty for now."""
        cleaned = super().clean() or self.cleaned_data
        for name in list(self.errors):
            codes = {error.code for error in self.errors.as_data()[name]}
            if codes <= {"required"} and name not in NEVER_EMPTY:
                del self.errors[name]
                cleaned[name] = None
        return cleaned

    def given(self) -> dict[str, Any]:
        """The answers, as the service takes them."""
        return {name: self.cleaned_data.get(name) for name in FIELDS[self.task]}

    def show_theirs(self, current: Mapping[str, Any], areas: Sequence[LivingRoomArea] = ()) -> None:
        """Show beside every answer that differs what a colleague has put there; the next save knows of it."""
        given = {name: plain(value) for name, value in self.given().items()}
        self.theirs = {name: in_words(name, current[name], areas) for name in current if current[name] != given[name]}
        posted = cast("QueryDict", self.data).copy()
        posted["seen"] = fingerprint(current)
        self.data = posted

    @property
    def sections(self) -> list[Section]:
        """The fields in the order of the page."""
        return [self._section(title, hint, names) for title, hint, names in self.groups]

    def _section(self, title: str | Promise, hint: str | Promise, names: tuple[str, ...]) -> Section:
        in_languages = names in (NAMES, ABOUTS)
        return Section(title, hint, [self._row(name, in_languages) for name in names], in_languages)

    def _row(self, name: str, in_languages: bool) -> Row:
        code = next((code for code in Language.values if in_languages and name.endswith(suffix(code))), "")
        return Row(self[name], self.theirs.get(name), OWN_NAMES.get(code, ""), html_lang(code) if code else "")


def _text(length: int, label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


def _texts(names: Sequence[str], length: int, widget: type[forms.Widget], **attributes: str) -> dict[str, forms.Field]:
    """One input for each language, marked with it."""
    return {
        name: _text(length, label_of(name), widget=widget(attrs={"lang": html_lang(code), **attributes}))
        for name, code in zip(names, Language.values, strict=True)
    }


class InstitutionForm(TaskForm):
    """What the institution is."""

    task = Task.INSTITUTION
    groups = (
        (
            pgettext_lazy("of an institution", "Name"),
            _("In at least one language; in the others if it has a name there."),
            NAMES,
        ),
        ("", "", ("kind", "country", "registered_name", "registration_number", "address", "founded_in")),
        (_("What it does"), _("A few sentences, in at least one language."), ABOUTS),
        (_("How to reach it"), "", ("website", "email", "phone")),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of an institution", "Kind"), choices=Kind.choices, widget=PlainSelect)
    country = forms.ChoiceField(
        label=_("Country or region"), widget=PlainSelect, help_text=_("Where it is registered.")
    )
    registered_name = _text(
        200, _("Name as registered, in its own script"), help_text=_("Exactly as in the register or the licence.")
    )
    registration_number = _text(
        60, _("Registration number"), widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    address = _text(300, _("Registered address"))
    founded_in = forms.IntegerField(
        label=_("Founded in (year)"), required=False, min_value=EARLIEST_YEAR,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", max_length=200,
        widget=forms.URLInput(attrs={"autocomplete": "url", "placeholder": "https://"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)

    def add_fields(self) -> None:
        """The texts in each language, the phone, and the names of countries."""
        self.fields |= _texts(NAMES, 150, forms.TextInput) | _texts(ABOUTS, 2000, forms.Textarea, rows="5")
        region = self.answers["country"] or "CN"
        self.fields["phone"] = PhoneField(label=_("Phone"), required=False, region=region)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = list(country_names().items())

    def clean_founded_in(self) -> int | None:
        """No year that is still to come."""
        year: int | None = self.cleaned_data["founded_in"]
        if year and year > self.today.year:
            raise forms.ValidationError(_("This year is still to come."), code="future")
        return year

    def clean(self) -> dict[str, Any]:
        """A name in one language stays."""
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in NAMES) and not any(name in self.errors for name in NAMES):
            self.add_error(NAMES[0], forms.ValidationError(_("Give the name in at least one language."), code="name"))
        return cleaned


class RepresentativeForm(TaskForm):
    """Who signs for the institution, and by what authority."""

    task = Task.REPRESENTATIVE
    groups = (("", "", FIELDS[Task.REPRESENTATIVE]),)
    representative_name = NameField(
        label=_("Full name"), max_length=150, required=False, help_text=_("As in the passport or identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )  # fmt: skip
    representative_position = _text(
        120, _("Position"), widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    representative_email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    authority = forms.ChoiceField(
        label=_("By what authority do they sign?"), choices=Application.Authority.choices, required=False,
        widget=forms.RadioSelect, help_text=_("It decides which documents are needed."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, country: str = "", **options: Any) -> None:
        self.region = country or "CN"
        super().__init__(*arguments, **options)

    def add_fields(self) -> None:
        """The phone, of the institution's country unless it says another."""
        self.fields["representative_phone"] = PhoneField(label=_("Phone"), required=False, region=self.region)


class PurposeForm(TaskForm):
    """What the institution wants to do here, where, and for how long."""

    task = Task.PURPOSE
    groups = (
        ("", "", ("area", "purpose")),
        (
            _("What you would use"),
            _("An estimate is enough; the contract says what is agreed."),
            ("desks", "room_hours"),
        ),
        (_("From when and for how long"), "", ("wanted_from", "months")),
    )
    area = forms.ModelChoiceField(
        LivingRoomArea.objects.none(), label=_("Which area?"), to_field_name="slug", required=False, empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("What do you want to do here?"), max_length=3000, required=False,
        help_text=_("For whom, with whom, how often: so that the officers can see what fits. In any language."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )  # fmt: skip
    desks = forms.IntegerField(label=_("Desks"), required=False, min_value=0, max_value=200)
    room_hours = forms.IntegerField(label=_("Hours of rooms a month"), required=False, min_value=0, max_value=500)
    wanted_from = DayField(label=_("From"), required=False)
    months = forms.IntegerField(label=_("For how many months?"), required=False, min_value=1, max_value=120)

    def __init__(self, *arguments: Any, areas: Sequence[LivingRoomArea], **options: Any) -> None:
        super().__init__(*arguments, **options)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = LivingRoomArea.objects.all()
        area.choices = [(one.slug, text_of(one, "name").text) for one in areas]

    def clean_wanted_from(self) -> date | None:
        """A day that has not passed."""
        day: date | None = self.cleaned_data["wanted_from"]
        if day and day < self.today and plain(day) != self.answers["wanted_from"]:
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."), code="past")
        return day


class TermsForm(RefusableForm):
    """Agreement to one version of the terms."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20)
    agree = forms.BooleanField(
        label=_("I have read the terms and agree to them for the institution."),
        error_messages={"required": _("Tick the box if the institution agrees to the terms.")},
    )


class AnswerForm(RefusableForm):
    """A word with the answer."""

    words = forms.CharField(
        label=_("Is there anything that you would like to say?"), max_length=2000, required=False,
        help_text=_("Needed only if something that was asked stays as it is: then say why."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class NeedForm(forms.Form):
    """What the institution is and where it comes from: what is needed depends on that."""

    kind = forms.ChoiceField(label=pgettext_lazy("of an institution", "Kind"), choices=Kind.choices, widget=PlainSelect)
    country = forms.ChoiceField(label=_("Country or region"), widget=PlainSelect)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = list(country_names().items())


class BeginForm(RefusableForm, NeedForm):
    """What an application begins with."""

    name = forms.CharField(
        label=_("Name of the institution"), max_length=150,
        help_text=_("In the language of this page; you can add the others later."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Give the name of the institution.")},
    )  # fmt: skip
