"""What officers write in a letter's template."""

from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import RefusableForm
from commons.translations.forms import TranslatedForm
from institutions.models import LetterTemplate


class LetterTemplateForm(RefusableForm, TranslatedForm[LetterTemplate]):
    """A letter in three languages side by side, and whether officers are offered it."""

    class Meta:
        model = LetterTemplate
        translated = ("name", "subject", "text")
        fields = ("position", "is_active")
        labels: ClassVar = {"position": capfirst(_("position")), "is_active": _("Officers can choose it")}
        help_texts: ClassVar = {"position": _("The letter with the lowest number is offered first.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            # A new one is offered last.
            del self.fields["position"]
