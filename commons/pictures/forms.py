"""Asking for a picture and what it shows."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal
from commons.lib.forms import RefusableForm
from commons.lib.languages import Language, suffix
from commons.pictures.models import Picture
from commons.pictures.services import refuse_unless_usable

ACCEPT = "image/jpeg,image/png,image/webp,image/avif"


class PictureField(forms.FileField):
    """A file whose header is that of a usable picture; the worker that decodes it has the last word."""

    default_error_messages = {
        "required": _("Choose a picture."),
        "empty": _("The file is empty. Choose the original file again."),
    }

    def __init__(self, **options: Any) -> None:
        size = lazy(filesizeformat, str)(settings.PICTURE_MAX_BYTES)
        options.setdefault("label", _("Picture"))
        options.setdefault("help_text", format_lazy(_("JPEG, PNG, WebP or AVIF, at most {size}."), size=size))
        options.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        file = super().to_python(value)
        if file is not None:
            try:
                refuse_unless_usable(file)
            except Refusal as refusal:
                words = refusal.in_full
                raise forms.ValidationError(words, code=refusal.code) from refusal
        return file


class PictureForm(RefusableForm):
    """A picture and what it shows, in three languages; without a file, only the words of an existing one."""

    file = PictureField()
    alt_zh_hans = forms.CharField(label=_("What it shows, in Chinese"), max_length=250)
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=250)
    alt_ko = forms.CharField(label=_("What it shows, in Korean"), max_length=250)

    def __init__(self, *args: Any, picture: Picture | None = None, **kwargs: Any) -> None:
        if picture is not None:
            kwargs["initial"] = {name: getattr(picture, name) for name in ALT_FIELDS} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["file"].required = picture is None
        for code in Language.values:
            self.fields[f"alt_{suffix(code)}"].widget.attrs["lang"] = code

    def alts(self) -> dict[str, str]:
        """What the picture shows, by language code."""
        return {code: self.cleaned_data[f"alt_{suffix(code)}"] for code in Language.values}


ALT_FIELDS = tuple(f"alt_{suffix(code)}" for code in Language.values)
