"""The ways a message can take to a person. A new one, such as SMS or WeChat, is a class here and nothing elsewhere.

A worker opens a channel once for a batch. `send` either returns, which means that the other side has taken the message
over, or raises: `Undeliverable` when trying again cannot help, `ChannelDown` when nothing can be sent at the moment,
`NotNow` (or, unforeseen, anything else) when this one message is worth another try.
"""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, ClassVar, Self

from commons.notifications.models import Delivery


class Setback(Exception):
    """A message did not leave; says why, in words that fit a table."""


class Undeliverable(Setback):
    """The other side refuses this message or this address for good."""


class NotNow(Setback):
    """The other side does not take this message at the moment; a later try may fare better."""


class ChannelDown(Setback):
    """The other side is out of reach, or takes nothing from the portal now; says nothing about the message."""


class Channel(ABC):
    """One way to reach people, opened for a batch of deliveries."""

    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def address_of(cls, recipient: Any) -> str:
        """Where this person is reached, empty when they are not."""

    @abstractmethod
    def open(self) -> None:
        """Make ready to send; called before each delivery, so it is cheap when ready. Raises ChannelDown."""

    @abstractmethod
    def send(self, delivery: Delivery) -> None:
        """Hand the delivery's message over, to the delivery's address."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what `open` took. Never raises."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_channels: dict[str, type[Channel]] = {}


def register(channel: type[Channel]) -> type[Channel]:
    """Add a channel under its name; usable as a class decorator."""
    _channels[channel.name] = channel
    return channel


def channels() -> tuple[type[Channel], ...]:
    """Every channel there is."""
    return tuple(_channels.values())


def addresses_of(recipient: Any) -> dict[str, str]:
    """Each channel that reaches this person, with the address; nothing for an account that is closed or paused."""
    if not recipient.may_be_written_to:
        return {}
    addresses = {channel.name: channel.address_of(recipient) for channel in channels()}
    return {name: address for name, address in addresses.items() if address}
