"""The administration site shows no confidential text: nobody would know who read it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.core import checks


@checks.register("admin")
def check_administration(**_options: Any) -> list[checks.CheckMessage]:
    """An error for every confidential field that a page of the administration site would show."""
    return [
        checks.Error(
            f"It would show {field}, which is confidential.",
            hint=f"Add {field.name!r} to its `exclude`.",
            obj=shown_by.__class__,
            id="documents.E002",
        )
        for shown_by in _administrations()
        for field in shown_by.model._meta.get_fields()
        if getattr(field, "is_confidential", False) and _shows(shown_by, field.name)
    ]


def _administrations() -> Iterator[Any]:
    for administration in admin.site._registry.values():
        yield administration
        for inline in administration.inlines:
            yield inline(administration.model, admin.site)


def _shows(shown_by: BaseModelAdmin[Any], name: str) -> bool:
    if name in flatten(getattr(shown_by, "list_display", ())) or name in shown_by.readonly_fields:
        return True
    if shown_by.fieldsets:
        return name in flatten_fieldsets(shown_by.fieldsets)
    if shown_by.fields:
        return name in flatten(shown_by.fields)
    return name not in (shown_by.exclude or ())
