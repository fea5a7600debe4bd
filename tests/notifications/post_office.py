"""A channel that keeps what it is given, and fails on request."""

import threading
import time
from typing import Any, ClassVar

from commons.notifications.channels import Channel
from commons.notifications.models import Delivery


class PostOffice(Channel):
    """Stands in for e-mail; one state for all instances, since each worker opens its own."""

    name = "email"
    sent: ClassVar[list[str]] = []
    failing: ClassVar[Exception | None] = None
    closed: ClassVar[Exception | None] = None
    seconds: ClassVar[float] = 0.0
    lock: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def reset(cls) -> None:
        """Open, empty, quick."""
        cls.sent, cls.failing, cls.closed, cls.seconds = [], None, None, 0.0

    @classmethod
    def address_of(cls, recipient: Any) -> str:
        """The e-mail address."""
        return recipient.email or ""

    def open(self) -> None:
        """Raise what the test put into `closed`."""
        if self.closed:
            raise self.closed

    def send(self, delivery: Delivery) -> None:
        """Keep the message's key, or raise what the test put into `failing`."""
        if self.failing:
            raise self.failing
        time.sleep(self.seconds)
        with self.lock:
            self.sent.append(delivery.message.key)

    def close(self) -> None:
        """Nothing to let go of."""
