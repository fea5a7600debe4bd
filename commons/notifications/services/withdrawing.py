"""Keep back what is no longer so."""

from collections.abc import Iterable

from commons.notifications.models import Delivery, Message


def withdraw(*, keys: Iterable[str]) -> int:
    """Keep the messages with these keys from leaving, if they have not yet; says how many deliveries were stopped.

    Runs in the caller's transaction. What a mail server is taking over at this very moment cannot be called back.
    """
    known = list(keys)
    stopped = Delivery.objects.filter(message__key__in=known, state=Delivery.State.QUEUED)
    count = stopped.update(state=Delivery.State.DROPPED)
    Message.objects.filter(key__in=known, in_inbox=False).update(text="", html="", attachments=[])
    return count
