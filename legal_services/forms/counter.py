"""What a clerk says about those who come: which number, called for whom, and why an appointment is cancelled."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import PlainSelect, RefusableForm
from commons.lib.languages import SPOKEN_HERE, language_name
from legal_services.models import Practitioner, Service


def _languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in SPOKEN_HERE]


class DrawForm(RefusableForm):
    """What somebody who walks in wants, and in which language."""

    service = forms.ChoiceField(label=_("Service"), widget=PlainSelect)
    language = forms.ChoiceField(label=_("Language spoken"), choices=_languages, widget=PlainSelect)

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {service.slug: service for service in services}
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, str(service.name)) for slug, service in self.services.items()]

    def clean_service(self) -> Service:
        return self.services[self.cleaned_data["service"]]


class CallForm(RefusableForm):
    """For which adviser the next number is called; for whoever is free when nobody is named."""

    practitioner = forms.ChoiceField(label=_("Call for"), required=False, widget=PlainSelect)

    def __init__(self, *args: Any, practitioners: Iterable[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practitioners = {str(one.pk): one for one in practitioners}
        field = self.fields["practitioner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Whoever is free")), *((key, one.name) for key, one in self.practitioners.items())]

    def clean_practitioner(self) -> Practitioner | None:
        return self.practitioners.get(self.cleaned_data["practitioner"])


class CallOffForm(RefusableForm):
    """Why an appointment is cancelled by the desk, and whose wish it was."""

    BY_CLIENT, BY_US = "client", "area"
    wish = forms.ChoiceField(
        label=_("Whose wish is it?"),
        choices=[(BY_CLIENT, _("The client’s")), (BY_US, _("The service area’s"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whose wish it is.")},
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=250,
        help_text=_("Told to the client if it is not their own wish. Do not name what the appointment is about."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The client is told why, if it was not their wish."""
        answers = super().clean() or {}
        if answers.get("wish") == self.BY_US and not answers.get("reason"):
            self.add_error("reason", _("Say why: the client is told."))
        return answers
