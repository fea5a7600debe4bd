"""Refusals: what a service raises when a person may not have what they asked for."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """A request that the rules turn down. Says why, and what to do instead.

    `code` is stable and safe to test on. `message` and `next_step` are translated when printed; both may hold
    `%(name)s` placeholders, filled from the keyword arguments that the refusal was raised with.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[Text] = _("This is not possible.")
    next_step: ClassVar[Text] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.values = values

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)

    @property
    def advice(self) -> str:
        """The next step for the person, in the active language; empty when there is none."""
        return str(self.next_step) % self.values if self.values else str(self.next_step)

    @property
    def in_full(self) -> str:
        """Why it is turned down and what to do instead, in one line for a notice."""
        return f"{self} {self.advice}".strip()
