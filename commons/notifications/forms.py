"""What staff fill in to find a delivery."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.notifications.models import Delivery, DeliveryQuerySet


class DeliveryFilter(forms.Form):
    """The GET filters of the desk's list. What makes no sense counts as not asked."""

    STATES = ((Delivery.State.FAILED, _("Failed")), (Delivery.State.QUEUED, _("Waiting to be sent")))
    ORDERS: dict[str, tuple[str, ...]] = {
        Delivery.State.FAILED: ("-due_at", "-id"),
        Delivery.State.QUEUED: ("message__created_at", "id"),
    }

    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Name, address or error"), max_length=100, required=False)

    def answers(self) -> dict[str, Any]:
        """The state and the words that are asked for."""
        self.is_valid()
        return {"state": self.cleaned_data.get("state") or Delivery.State.FAILED, "q": self.cleaned_data.get("q", "")}

    def condition(self) -> Q:
        """What a delivery must be to fit."""
        answers = self.answers()
        condition = Q(state=answers["state"])
        if words := answers["q"]:
            who = Q(address__icontains=words) | Q(message__recipient__full_name__icontains=words)
            condition &= who | Q(last_error__icontains=words)
        return condition

    def found_in(self, deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
        """Those that fit: failures the latest first, waiting ones the oldest first."""
        return deliveries.filter(self.condition()).order_by(*self.ORDERS[self.answers()["state"]])
