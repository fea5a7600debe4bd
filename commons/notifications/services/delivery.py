"""Send what waits: any number of workers on any number of machines, each message once.

A worker claims a batch in a short transaction (`FOR UPDATE SKIP LOCKED`), which hides the rows from the others for the
length of a lease, and sends outside of it. A killed worker's lease runs out and the next one sends. Every change
afterwards is conditional on the lease still being the worker's own.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from commons.lib.waking import wake
from commons.notifications.channels import Channel, ChannelDown, Undeliverable, addresses_of, channels
from commons.notifications.models import Delivery, DeliveryQuerySet, Message
from commons.notifications.rendering import one_line

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How patient delivery is."""

    lease: timedelta = timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    """How long a claim holds; renewed before each message, so it need only outlast one."""
    back_off: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        timedelta(hours=24),
    )
    """The pause after each failed try; the try after the last pause is the last."""
    pause: timedelta = timedelta(minutes=1)
    """While a whole channel is down, everything waits this long and no try is counted."""
    patience: timedelta = timedelta(days=3)
    """A message that is older than this when its channel is still down has failed."""
    batch: int = 20
    shift: timedelta = timedelta(minutes=2)
    """For so long a worker goes on taking batches; then other tasks get their turn."""

    @property
    def tries(self) -> int:
        """How often a message is tried."""
        return len(self.back_off) + 1


POLICY = Policy()


def deliver_due(*, at: datetime, policy: Policy = POLICY) -> int:
    """Send everything whose time has come by `at`, through every channel; says how many messages left."""
    clock = _clock_from(at)
    return sum(_empty(channel, clock, at + policy.shift, policy) for channel in channels())


def sweep(*, at: datetime, policy: Policy = POLICY) -> int:
    """Give up on what was tried to the end without an answer, then send what is due; says how many messages left."""
    _give_up_on_spent(at, policy)
    return deliver_due(at=at, policy=policy)


@transaction.atomic
def resend(*, deliveries: DeliveryQuerySet, at: datetime) -> int:
    """Put failed deliveries back in the queue, to the address that the person has now; says how many."""
    # The rows are the lock: of two members of staff who press at once, one finds them queued already.
    failed = deliveries.resendable(at).select_related("message__recipient")
    rows = list(failed.select_for_update(of=("self",), no_key=True))
    for row in rows:
        row.address = _address_now(row)
        row.state, row.attempts, row.due_at, row.last_error = Delivery.State.QUEUED, 0, at, ""
    Delivery.objects.bulk_update(rows, ["address", "state", "attempts", "due_at", "last_error"], batch_size=500)
    if rows:
        wake("commons.notifications.tasks.deliver")
    return len(rows)


@transaction.atomic
def drop(*, deliveries: DeliveryQuerySet) -> int:
    """Settle failed deliveries without sending them; says how many. What was kept of their words is forgotten."""
    # The rows are the lock: somebody else may be sending them again at this very moment.
    rows = list(deliveries.failed().select_for_update(of=("self",), no_key=True).order_by("pk"))
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=Delivery.State.DROPPED)
    Message.objects.filter(pk__in=[row.message_id for row in rows]).wipe()
    return len(rows)


@transaction.atomic
def claim(*, channel: str, at: datetime, policy: Policy = POLICY) -> list[Delivery]:
    """Take a batch that is due, so that no other worker sees it until the lease runs out."""
    waiting = Delivery.objects.due(at).filter(channel=channel, attempts__lt=policy.tries)
    # The rows are the lock; those that another worker is claiming are passed over instead of waited for.
    locked = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
    batch = list(locked.select_related("message__recipient")[: policy.batch])
    taken = Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch])
    taken.update(due_at=at + policy.lease, attempts=F("attempts") + 1)
    for delivery in batch:
        delivery.due_at, delivery.attempts = at + policy.lease, delivery.attempts + 1
    return batch


def _address_now(delivery: Delivery) -> str:
    """Where the person is reached now; somebody without an account, where they were said to be."""
    recipient = delivery.message.recipient
    return addresses_of(recipient).get(delivery.channel, delivery.address) if recipient else delivery.address


@transaction.atomic
def _give_up_on_spent(at: datetime, policy: Policy) -> None:
    """Note as failed what was tried to the end without an answer; words that are not kept go with it."""
    spent = Delivery.objects.due(at).filter(attempts__gte=policy.tries).order_by("pk")
    rows = list(spent.select_for_update(no_key=True, skip_locked=True))
    found = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    found.update(state=Delivery.State.FAILED, last_error="Interrupted at every try.")
    Message.objects.filter(pk__in=[row.message_id for row in rows]).exclude(kept_until__gt=at).wipe()


def _clock_from(at: datetime) -> Clock:
    """Go on from `at` as time goes by."""
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)


def _empty(channel_class: type[Channel], clock: Clock, until: datetime, policy: Policy) -> int:
    """Send batch after batch through one channel; says how many messages left."""
    sent = 0
    with channel_class() as channel:
        while clock() < until and (batch := claim(channel=channel.name, at=clock(), policy=policy)):
            waiting = deque(batch)
            try:
                while waiting:
                    sent += _try(channel, waiting[0], clock, policy)
                    waiting.popleft()
            except ChannelDown as error:
                logger.warning("The channel %s is down: %s", channel.name, error)
                _put_back(waiting, error, clock(), policy)
                break
    return sent


def _try(channel: Channel, delivery: Delivery, clock: Clock, policy: Policy) -> bool:
    """Send one message of a batch, if it is still this worker's and still wanted; says whether it left."""
    if not _is_wanted(delivery.message, clock()):
        _settle(delivery, state=Delivery.State.DROPPED)
        return False
    channel.open()
    # The batch may have taken long: what is about to be sent gets a whole lease, or is left to whom it belongs now.
    if not _settle(delivery, due_at=clock() + policy.lease):
        return False
    try:
        channel.send(delivery)
    except ChannelDown:
        raise
    except Exception as error:  # noqa: BLE001  (whatever is wrong with one message must not hold up the others)
        _note_failure(delivery, error, clock(), policy)
        return False
    return _settle(delivery, state=Delivery.State.SENT, sent_at=clock(), last_error="")


def _is_wanted(message: Message, at: datetime) -> bool:
    if message.good_until is not None and message.good_until < at:
        return False
    return message.recipient is None or message.recipient.is_active


def _note_failure(delivery: Delivery, error: Exception, at: datetime, policy: Policy) -> None:
    """Try again later, unless that cannot help or it was the last try."""
    logger.warning("Delivery %s failed at try %s: %s", delivery.pk, delivery.attempts, _words(error))
    if isinstance(error, Undeliverable) or delivery.attempts >= policy.tries:
        _settle(delivery, at=at, state=Delivery.State.FAILED, last_error=_words(error))
    else:
        _settle(delivery, due_at=at + policy.back_off[delivery.attempts - 1], last_error=_words(error))


def _put_back(batch: Iterable[Delivery], error: Exception, at: datetime, policy: Policy) -> None:
    """Return what could not be tried; the try that the claim counted is taken back."""
    for delivery in batch:
        if delivery.message.created_at + policy.patience < at:
            _settle(delivery, at=at, state=Delivery.State.FAILED, last_error=_words(error))
        else:
            _settle(delivery, due_at=at + policy.pause, attempts=F("attempts") - 1, last_error=_words(error))


@transaction.atomic
def _settle(delivery: Delivery, *, at: datetime | None = None, **changes: Any) -> bool:
    """Change a claimed row, if the claim still stands; its lease's end is the worker's token.

    With its last state the words are wiped that are in no inbox, unless it failed and they are kept beyond `at`.
    """
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.QUEUED, due_at=delivery.due_at)
    if mine.update(**changes) != 1:
        logger.warning("Delivery %s was taken over by another worker.", delivery.pk)
        return False
    if "due_at" in changes:
        delivery.due_at = changes["due_at"]
    if "state" in changes and not (at and delivery.message.has_words_at(at)):
        Message.objects.filter(pk=delivery.message_id).wipe()
    return True


def _words(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__)
