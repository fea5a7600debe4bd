"""What workers do for the legal service area."""

from celery import shared_task
from django.utils import timezone

from commons.lib import waking
from legal_services.figures import keeping
from legal_services.services import booking, calls, drafts, earlier, importing, notarial, reminders
from legal_services.services.mediation import agreements


@shared_task
def remind() -> None:
    """Write the reminders that are due, and list whom clerks have to remind. Beat runs this every minute."""
    reminders.remind(at=timezone.now())
    calls.remind(at=timezone.now())


@shared_task
def offer_earlier_times() -> None:
    """Offer what is free to those who would come earlier. Woken by what frees time; beat runs it every minute."""
    waking.quiet(offer_earlier_times.name)
    earlier.expire_offers(at=timezone.now())
    earlier.offer_freed(at=timezone.now())


@shared_task
def drop_forgotten() -> None:
    """Delete what was held and never booked, typed and never logged. Beat runs this every five minutes."""
    booking.drop_forgotten(at=timezone.now())
    drafts.forget_old_drafts(at=timezone.now())


@shared_task
def tend_cases() -> None:
    """Count the clocks of notarial cases anew, and tell parties whose window for a confirmation closes. Daily."""
    notarial.recount(at=timezone.now())
    agreements.remind_of_windows(at=timezone.now())


@shared_task
def work_on_imports() -> None:
    """Check, bring in or take out the next rows of old spreadsheets. Woken with each act; beat runs it every minute."""
    waking.quiet(work_on_imports.name)
    if importing.work(at=timezone.now()):
        waking.wake(work_on_imports.name)


@shared_task
def count_ahead() -> None:
    """Count what changed in the months of this year and the last, so that nobody waits for it in the morning. Daily."""
    keeping.count_ahead(at=timezone.now())
