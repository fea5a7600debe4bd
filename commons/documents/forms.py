"""Asking for documents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.documents.errors import UnusableFile
from commons.documents.examination import examine
from commons.documents.models import EXTENSIONS
from commons.documents.services import refuse_unless_room
from commons.lib.errors import Refusal


class FilesInput(forms.FileInput):
    """A control with which several files are chosen at once; the browser offers those that can be kept first."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        endings = [ending for endings in EXTENSIONS.values() for ending in endings[:2]]
        super().__init__({"accept": ",".join([*EXTENSIONS, *endings]), "multiple": True} | (attrs or {}))


class UploadField(forms.FileField):
    """Files that can be kept: cleaned to a list of uploads, each of which goes to `services.keep`.

    `held` is how many documents the owner has already: set it on the form's field, `form.fields["files"].held = 3`. The
    view is marked with `uploads.takes_documents`. A file is examined here once, and not again when it is kept.
    """

    default_error_messages = {"required": _("Choose a file.")}

    def __init__(self, *, held: int = 0, **options: Any) -> None:
        self.held = held
        options.setdefault("label", _("Files"))
        options.setdefault("help_text", lazy(what_is_taken, str)())
        options.setdefault("widget", FilesInput)
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, each examined; every one that is refused is named with its reason."""
        files = _files(data)
        if not files:
            return super().clean(None, initial) or []
        errors: list[forms.ValidationError] = []
        try:
            refuse_unless_room(held=self.held, added=len(files))
        except Refusal as refusal:
            raise _as_error(refusal) from refusal
        for file in files:
            try:
                examine(file)
            except UnusableFile as refusal:
                errors.append(_as_error(refusal, name=str(file.name)))
        if errors:
            raise forms.ValidationError(errors)
        return files


def what_is_taken() -> str:
    """Which files, how large and how many, in words."""
    number = settings.DOCUMENT_MAX_NUMBER
    return ngettext(
        "PDF, JPEG, PNG or WebP, at most %(size)s. %(n)s file at most.",
        "PDF, JPEG, PNG or WebP, at most %(size)s each. %(n)s files at most.",
        number,
    ) % {"size": filesizeformat(settings.DOCUMENT_MAX_BYTES), "n": number}


def _files(data: Any) -> list[UploadedFile[Any]]:
    chosen = data if isinstance(data, Sequence) else [data]
    return [file for file in chosen if file]


def _as_error(refusal: Refusal, *, name: str = "") -> forms.ValidationError:
    words = refusal.in_full
    if name:
        words = _("“%(name)s”: %(reason)s") % {"name": name, "reason": words}
    return forms.ValidationError(words, code=refusal.code)
