"""An old spreadsheet, which of its columns is what, and what holds where a row says nothing."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from commons.lib.forms import PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from legal_services.import_columns import CHOSEN, COLUMNS, NOTHING, PLAIN, Word, Words
from legal_services.models import Channel, Import, Practitioner, Service, ServiceRecord, Topic
from legal_services.spreadsheets import MOST_BYTES, MOST_ROWS

NO_COLUMN = ""


class FileForm(RefusableForm):
    """The file."""

    file = forms.FileField(
        label=_("Spreadsheet"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"rows": MOST_ROWS, "megabytes": MOST_BYTES // 1024**2}
        self.fields["file"].help_text = (
            _("XLSX or CSV, the names of the columns in the first row; %(rows)s rows and %(megabytes)s MB at most.")
            % limits
        )

    def content(self) -> tuple[str, bytes]:
        """The name of the file, and what is in it, one byte more than allowed at most."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)
        return file.name or "", file.read(MOST_BYTES + 1)


class ColumnsForm(RefusableForm):
    """For each fact the column that holds it, and for some what is meant where there is none."""

    same_names = forms.BooleanField(
        label=_("Equal names are one person"), required=False,
        help_text=_(
            "In this file only, and only for rows without a number or a phone. Leave it unticked when in doubt: "
            "two rows of one person can be joined later, two people who were taken for one cannot be told apart."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: Import, services: Iterable[Service], **kwargs: Any) -> None:
        initial = {f"column_{fact}": str(index) for fact, index in batch.columns.items()}
        initial |= {f"plain_{fact}": value for fact, value in batch.plain.items()}
        super().__init__(*args, **kwargs)
        self.initial = {**initial, "same_names": batch.same_names}
        columns = [(NO_COLUMN, _("No column")), *((str(i), name) for i, name in enumerate(batch.headings))]
        for fact, label in COLUMNS.items():
            self.fields[f"column_{fact}"] = forms.ChoiceField(
                label=str(label), choices=columns, required=fact == "held_on", widget=PlainSelect
            )
        for fact, choices in _plain_choices(services).items():
            self.fields[f"plain_{fact}"] = forms.ChoiceField(
                label=str(COLUMNS[fact]), choices=[("", _("Nothing: such rows are wrong")), *choices], required=False,
                widget=PlainSelect,
            )  # fmt: skip

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{fact}"] for fact in COLUMNS]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[f"plain_{fact}"] for fact in PLAIN]

    def columns(self) -> dict[str, int]:
        """The number of the column of each fact that has one."""
        said = ((fact, self.cleaned_data[f"column_{fact}"]) for fact in COLUMNS)
        return {fact: int(index) for fact, index in said if index != NO_COLUMN}

    def plain(self) -> dict[str, str]:
        """What holds where a row says nothing."""
        return {fact: self.cleaned_data[f"plain_{fact}"] for fact in PLAIN}


class WordsForm(forms.Form):
    """What each word means that is in no list, once for the whole file; the most frequent without a meaning first."""

    SHOWN = 20
    """So many words of one column are asked for at once."""

    def __init__(self, *args: Any, words: Words, choices: Mapping[str, list[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        self.left = 0
        for fact in CHOSEN:
            standing = [(key, word) for key, word in words.get(fact, {}).items() if word.rows]
            standing.sort(key=lambda one: (bool(one[1].means), -one[1].rows, one[0]))
            self.left += max(0, len(standing) - self.SHOWN)
            for key, word in standing[: self.SHOWN]:
                self._ask(fact, key, word, choices[fact])

    @property
    def facts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by fact, each fact under its name."""
        return [
            (str(COLUMNS[fact]), [self[name] for name, (of, _key) in self.places.items() if of == fact])
            for fact in CHOSEN
            if any(of == fact for of, _key in self.places.values())
        ]

    def means(self) -> dict[tuple[str, str], str]:
        """The code of what each word means, by fact and word; empty where nothing was said."""
        return {place: self.cleaned_data[name] for name, place in self.places.items()}

    def _ask(self, fact: str, key: str, word: Word, choices: list[tuple[str, Any]]) -> None:
        # By the word and not by its place: while the page was open the words may have become others.
        name = f"word-{fact}-{sha256(key.encode()).hexdigest()[:16]}"
        ways: list[tuple[str, Any]] = [("", _("Not said yet: such rows are wrong"))]
        ways += [] if fact in PLAIN else [(NOTHING, _("Nothing: leave it empty"))]
        in_rows = ngettext("%(n)s row", "%(n)s rows", word.rows) % {"n": word.rows}
        self.places[name] = (fact, key)
        self.fields[name] = forms.ChoiceField(
            label=_("“%(word)s”") % {"word": word.said[:80]}, help_text=in_rows, choices=[*ways, *choices],
            required=False, initial=word.means, widget=PlainSelect,
        )  # fmt: skip


def choices_of(facts: Iterable[str]) -> dict[str, list[tuple[str, Any]]]:
    """What these facts, which come from a list, can be: code and name, in the page's language.

    One statement each for services, topics and advisers.
    """
    asked = set(facts)
    found = _plain_choices(Service.objects.all() if "service" in asked else [])
    found["country"] = list(countries)
    if "topic" in asked:
        found["topic"] = [(topic.slug, str(topic.name)) for topic in Topic.objects.all()]
    if "practitioner" in asked:
        found["practitioner"] = [(str(one.pk), one.name) for one in Practitioner.objects.order_by("name", "pk")]
    return found


def _plain_choices(services: Iterable[Service]) -> dict[str, list[tuple[str, Any]]]:
    return {
        "service": [(service.slug, str(service.name)) for service in services],
        "language": [(code, language_name(code)) for code in SPOKEN_HERE],
        "channel": list(Channel.choices),
        "outcome": list(ServiceRecord.Outcome.choices),
    }
