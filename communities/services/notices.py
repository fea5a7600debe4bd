"""A notice from a draft to having been taken down."""

from datetime import datetime

from django.db import transaction

from commons.accounts.models import User
from commons.lib.languages import Language
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import new_reference
from commons.translations.services import Changes, record_edit
from commons.translations.texts import stored_text
from communities.access import is_manager
from communities.errors import NothingToPublish, PublicationPassed, TakenDownTooEarly, UrgentNeedsManager
from communities.models import Notice, Stage


@transaction.atomic
def save_notice(*, notice: Notice, changed: Changes, minor: bool, editor: User, at: datetime) -> None:
    """Save a notice, new or known; a new one is a draft.

    Only managers may mark one as urgent, because it stands on top of every page of the portal, whatever the
    community; whoever edits it later keeps the mark. Raises UrgentNeedsManager.
    """
    was_urgent = notice.pk and Notice.objects.filter(pk=notice.pk, is_urgent=True).exists()
    if notice.is_urgent and not was_urgent and not is_manager(editor):
        raise UrgentNeedsManager
    if not notice.pk:
        notice.reference, notice.created_at = new_reference("N"), at
    notice.save()
    record_edit(notice, changed=changed, editor=editor, minor=minor, at=at)
    touch_public_pages()


@transaction.atomic
def publish_notice(*, notice: Notice, publish_at: datetime | None, expires_at: datetime | None, at: datetime) -> None:
    """Publish now (`publish_at` None) or at a later moment, and take it down by itself at `expires_at` if given.

    A notice that is out keeps the time at which it came out. Raises NothingToPublish, PublicationPassed or
    TakenDownTooEarly.
    """
    if not all(any(stored_text(notice, field, code) for code in Language.values) for field in ("title", "body")):
        raise NothingToPublish
    if publish_at is not None and publish_at < at:
        raise PublicationPassed
    is_out = notice.stage(at) == Stage.OUT
    notice.publish_at = publish_at or (notice.publish_at if is_out else at)
    notice.expires_at = expires_at
    if expires_at is not None and (expires_at <= at or expires_at <= (notice.publish_at or at)):
        raise TakenDownTooEarly
    notice.save(update_fields=["publish_at", "expires_at"])
    touch_public_pages()


@transaction.atomic
def take_down_notice(*, notice: Notice, at: datetime) -> None:
    """Hide a notice that is out; one that is only scheduled becomes a draft again. Anything else stays as it is."""
    stage = notice.stage(at)
    if stage == Stage.SCHEDULED or (stage == Stage.OUT and notice.publish_at == at):
        notice.publish_at = notice.expires_at = None
    elif stage == Stage.OUT:
        notice.expires_at = at
    notice.save(update_fields=["publish_at", "expires_at"])
    touch_public_pages()


@transaction.atomic
def discard_notice(*, notice: Notice) -> bool:
    """Delete a notice that nobody has seen; tell whether it was one."""
    deleted, _by_model = Notice.objects.filter(pk=notice.pk, publish_at=None).delete()
    return bool(deleted)
