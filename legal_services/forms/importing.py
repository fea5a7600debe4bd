"""An old spreadsheet, which of its columns is what, and what holds where a row says nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from legal_services.import_columns import COLUMNS, PLAIN
from legal_services.models import Channel, Import, Service, ServiceRecord
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


def _plain_choices(services: Iterable[Service]) -> Mapping[str, list[tuple[str, Any]]]:
    return {
        "service": [(service.slug, str(service.name)) for service in services],
        "language": [(code, language_name(code)) for code in SPOKEN_HERE],
        "channel": list(Channel.choices),
        "outcome": list(ServiceRecord.Outcome.choices),
    }
