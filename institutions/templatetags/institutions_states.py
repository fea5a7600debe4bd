"""The public names of states that stand in a history. Load it with `{% load institutions_states %}`."""

from django import template

from institutions.states import ContractState

register = template.Library()


@register.filter
def contract_state(value: str) -> str:
    """The name of a contract's state in the page's language."""
    return str(ContractState(value).label)
