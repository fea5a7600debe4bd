"""What clerks, mediators and parties write about mediations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.lib.forms import DayField, MomentField, RefusableForm
from legal_services.models import Agreement, FollowUp, Mediation, MediationParty, Practitioner, Topic
from legal_services.models.service import Channel

LONGEST_NOTE = 5000


class PartyChoice(forms.ModelChoiceField[MediationParty]):
    """One of the parties, by name."""

    def label_from_instance(self, obj: MediationParty) -> str:
        """The name by which the area knows them."""
        return obj.person.name


class NewMediationForm(RefusableForm):
    """What the dispute is about, for the figures, and who mediates."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), to_field_name="slug", required=False, empty_label=_("Not said")
    )
    mediator = forms.ModelChoiceField(Practitioner.objects.none(), label=_("Mediator"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic, mediator = self.fields["topic"], self.fields["mediator"]
        assert isinstance(topic, forms.ModelChoiceField)
        assert isinstance(mediator, forms.ModelChoiceField)
        topic.queryset = Topic.objects.filter(is_active=True, kinds__contains=["mediation"])
        mediator.queryset = Practitioner.objects.at_work().filter(mediates=True)


class OfMediation(RefusableForm):
    """A form about one mediation, whose parties can be chosen."""

    def __init__(self, *args: Any, mediation: Mediation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("party"), forms.ModelChoiceField):
            field.queryset = mediation.parties.select_related("person")
            if (named := getattr(mediation, "party_names", None)) is not None:
                # Read with the mediation already: to show them costs no statement.
                first = [("", field.empty_label)] if field.empty_label else []
                field.choices = [*first, *((party["pk"], party["name"]) for party in named)]


class AnswerForm(OfMediation):
    """What a party said at the counter or on the phone."""

    party = PartyChoice(MediationParty.objects.none(), label=_("Party"), empty_label=None)
    answer = forms.ChoiceField(
        label=_("What they said"), choices=[("yes", _("Takes part")), ("no", _("Does not take part"))],
        widget=forms.RadioSelect, help_text=_("A refusal closes the mediation for everybody, and needs no reason."),
    )  # fmt: skip


class SessionForm(OfMediation):
    """When the parties meet, and with whom."""

    starts_at = MomentField(label=_("Begins"), help_text=_("Beijing time"))
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=15, max_value=480, initial=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    party = PartyChoice(
        MediationParty.objects.none(), label=_("With one party alone"), required=False, empty_label=_("All parties")
    )
    interpreter = forms.ModelChoiceField(
        Practitioner.objects.none(), label=_("Interpreter"), required=False, empty_label=_("None")
    )
    channel = forms.ChoiceField(label=_("Way to meet"), choices=Channel.choices)
    place = forms.CharField(label=_("Where"), max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["interpreter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Practitioner.objects.interpreters()


class NoteForm(OfMediation):
    """A note of the mediator."""

    party = PartyChoice(
        MediationParty.objects.none(), label=_("For whom"), required=False,
        empty_label=_("All who take part (a joint note)"),
        help_text=_("A note for one party is private: no other party ever reads it."),
    )  # fmt: skip
    text = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 6}))


class AgreementForm(OfMediation):
    """What was agreed."""

    form = forms.ChoiceField(label=_("Form"), choices=Agreement.Form.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What was agreed"), max_length=20000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Word for word, or what was said when it is oral. The parties read it on their pages."),
    )  # fmt: skip
    effective_on = DayField(
        label=_("Took effect on"),
        help_text=_("Written: the day on which all had signed and it was sealed. Oral: the day it was reached."),
    )  # fmt: skip
    perform_by = DayField(label=_("To be performed by"), required=False)


class EndForm(OfMediation):
    """Why the talks end without an agreement."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=250,
        help_text=_("In a few words that give nothing away: clerks and parties read it."),
    )


class ConfirmationWishForm(OfMediation):
    """A party says at the counter that it wants the court to confirm the agreement."""

    party = PartyChoice(MediationParty.objects.none(), label=_("Party"), empty_label=None)


class ApplicationForm(OfMediation):
    """The parties have asked the court together."""

    on = DayField(label=_("Day"))
    court = forms.CharField(label=_("Court"), max_length=150)


class DecisionForm(OfMediation):
    """What the court decided."""

    on = DayField(label=_("Day"))
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("confirmed", _("Confirmed")), ("rejected", _("Not confirmed"))],
        widget=forms.RadioSelect,
    )  # fmt: skip


class FollowUpForm(OfMediation):
    """How the agreement stands."""

    outcome = forms.ChoiceField(label=_("How it stands"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect)
    next_on = DayField(label=_("Ask again on"), required=False, help_text=_("Left empty: in 30 days."))


class PartyNoteForm(RefusableForm):
    """What a party writes to the mediator alone."""

    text = forms.CharField(label=_("Your note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 5}))
