"""Keep back what is no longer so."""

from collections.abc import Iterable

from commons.notifications.models import Delivery, Message


def withdraw(*, keys: Iterable[str]) -> int:
    """Keep the messages with these keys from leaving, if they have not yet; says how many deliveries were stopped.

    What could not be delivered is not sent again either. Runs in the caller's transaction. What a mail server is taking
    over at this very moment cannot be called back.
    """
    return _stop(list(keys), Delivery.State.QUEUED, Delivery.State.FAILED)


def withdraw_failed(*, keys: Iterable[str]) -> int:
    """Keep staff from sending those of these messages again that could not be delivered; says how many there were.

    Runs in the caller's transaction. For news that other news have overtaken; what is still on its way leaves.
    """
    return _stop(list(keys), Delivery.State.FAILED)


def _stop(keys: list[str], *states: str) -> int:
    stopped = Delivery.objects.filter(message__key__in=keys, state__in=states)
    messages = list(stopped.values_list("message", flat=True))
    count = stopped.update(state=Delivery.State.DROPPED)
    Message.objects.filter(pk__in=messages).wipe()
    return count
