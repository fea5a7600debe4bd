"""Forms in which a text is written in all three languages side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.db.models import Field, Model
from django.forms.models import ModelFormMetaclass
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import OWN_NAMES, Language, html_lang, suffix
from commons.translations import services
from commons.translations.services import FieldState, Standing

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class LanguageInput:
    """One input of a row: the bound field of one language and how its text stands."""

    field: forms.BoundField
    language: str
    standing: Standing | None

    @property
    def own_name(self) -> str:
        return OWN_NAMES[self.language]

    @property
    def html_lang(self) -> str:
        return html_lang(self.language)

    @property
    def label(self) -> str:
        """How the text stands, in words; empty where there is nothing to say."""
        return str(self.standing.label) if self.standing not in (None, Standing.EMPTY) else ""


@dataclass(frozen=True)
class TranslatedRow:
    """One translated field: what `translations/_side_by_side.html` prints."""

    name: str
    label: str
    hint: str
    is_required: bool
    inputs: list[LanguageInput]


class TranslatedFormMetaclass(ModelFormMetaclass):
    """Puts the suffixed fields of `Meta.translated` in front of `Meta.fields`; the base fields never become inputs.

    An input on a base field would store the fallback text as if it were a translation.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> type:
        meta: Any = attrs.get("Meta")
        if meta is not None and hasattr(meta, "translated"):
            in_languages = [f"{field}_{suffix(code)}" for field in meta.translated for code in Language.values]
            others = [field for field in meta.fields if field not in in_languages]
            attrs["Meta"] = type("Meta", (meta,), {"fields": [*in_languages, *others]})
            attrs["translated"] = tuple(meta.translated)
            attrs["every_language"] = tuple(getattr(meta, "every_language", ()))
        return super().__new__(mcs, name, bases, attrs)


class TranslatedForm(forms.ModelForm[M], metaclass=TranslatedFormMetaclass):
    """A model form whose `Meta.translated` texts are written in three languages.

    Print them all with `translations/_side_by_side.html`, or one of `rows` at a time with `translations/_row.html`.

    A required text is wanted in one language at least; those of `Meta.every_language` in all three. After saving, the
    service passes `changed_translations` and `is_minor_edit` on to `commons.translations.services.record_edit`.
    """

    translated: ClassVar[tuple[str, ...]] = ()
    every_language: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.translated:
            for code in Language.values:
                self._dress(name, code)
        if self.instance.pk:
            self.fields["minor_edit"] = forms.BooleanField(
                label=_("Minor edit: the other languages still say the same"),
                help_text=_("Tick this for a typing error. Otherwise texts that you do not change become outdated."),
                required=False,
            )

    @property
    def changed_translations(self) -> dict[str, set[str]]:
        """Which languages of which field were changed: `{"title": {"ko"}}`."""
        changed = set(self.changed_data)
        found = {
            name: {code for code in Language.values if f"{name}_{suffix(code)}" in changed} for name in self.translated
        }
        return {name: codes for name, codes in found.items() if codes}

    @property
    def is_minor_edit(self) -> bool:
        """Tell whether the editor said that the other languages still say the same."""
        return bool(self.cleaned_data.get("minor_edit"))

    @cached_property
    def rows(self) -> dict[str, TranslatedRow]:
        """The translated fields by name, each a row of three inputs; the states are read in one query."""
        states: Mapping[str, FieldState] = {}
        if self.instance.pk:
            states = services.states(self.instance, self.translated)
        return {name: self._row(name, states.get(name)) for name in self.translated}

    def _row(self, name: str, state: FieldState | None) -> TranslatedRow:
        field = self._base(name)
        inputs = [
            LanguageInput(self[f"{name}_{suffix(code)}"], code, state.standings[code] if state else None)
            for code in Language.values
        ]
        return TranslatedRow(name, str(field.verbose_name), str(field.help_text), not field.blank, inputs)

    def clean(self) -> dict[str, Any] | None:
        """Want required texts in one language, and those of `Meta.every_language` in all."""
        cleaned = super().clean()
        for name in self.translated:
            in_languages = [f"{name}_{suffix(code)}" for code in Language.values]
            if any(column in self.errors for column in in_languages):
                continue
            empty = [column for column in in_languages if not self.cleaned_data.get(column)]
            if name in self.every_language:
                wrong, message = empty, _("Write this in all three languages.")
            elif len(empty) == len(in_languages) and not self._base(name).blank:
                wrong, message = empty[:1], _("Write this in at least one language.")
            else:
                continue
            for column in wrong:
                self.add_error(column, forms.ValidationError(message, code="required"))
        return cleaned

    def _base(self, name: str) -> Field[Any, Any]:
        return cast("Field[Any, Any]", self._meta.model._meta.get_field(name))

    def _dress(self, name: str, code: str) -> None:
        field = self.fields[f"{name}_{suffix(code)}"]
        field.label = f"{self._base(name).verbose_name} ({OWN_NAMES[code]})"
        field.required = False
        field.widget.attrs["lang"] = html_lang(code)
