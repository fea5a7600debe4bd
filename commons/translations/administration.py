"""Translated models in the administration site."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from commons.lib.languages import Language, suffix
from commons.lib.page_cache import touch_public_pages
from commons.translations.services import record_edit
from commons.translations.texts import translated_fields


def in_languages(*names: str) -> tuple[str, ...]:
    """The columns that hold these texts in the three languages, for `search_fields`."""
    return tuple(f"{name}_{suffix(code)}" for name in names for code in Language.values)


class TranslatedAdmin(ModelAdmin):
    """`fields` may name translated fields: each becomes an input for every language, and its state is kept."""

    warn_unsaved_form = True

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """The fields with the translated ones taken apart."""
        return list(self._taken_apart(self.fields or ()))

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm[Any], change: bool) -> None:
        """Save, keep the state of the translations, and show it to visitors at once."""
        super().save_model(request, obj, form, change)
        changed = {
            name: {code for code in Language.values if f"{name}_{suffix(code)}" in form.changed_data}
            for name in translated_fields(self.model)
        }
        record_edit(obj, changed=changed, editor=request.user, at=timezone.now())
        touch_public_pages()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete, and take it off the pages at once."""
        super().delete_model(request, obj)
        touch_public_pages()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Delete, and take them off the pages at once."""
        super().delete_queryset(request, queryset)
        touch_public_pages()

    def _taken_apart(self, names: Iterable[Any]) -> Iterator[Any]:
        translated = translated_fields(self.model)
        for name in names:
            if name in translated:
                yield from in_languages(name)
            else:
                yield name
