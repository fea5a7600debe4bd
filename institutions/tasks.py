"""What workers do for institutions and their spaces."""

from celery import shared_task
from django.utils import timezone

from institutions.services import abandonment, bookings, enquiry_reminders, lifecycle, review_reminders, series


@shared_task
def release_unused() -> None:
    """Give back the spaces to which nobody came. Beat runs this every minute."""
    bookings.release_unused(at=timezone.now())


@shared_task
def finish_series() -> None:
    """Go on with dates of series that a process left half way when it died. Beat runs this every minute."""
    series.finish_interrupted(at=timezone.now())


@shared_task
def remind_of_enquiries() -> None:
    """Remind officers of answers that are due soon, or late. Beat runs this every ten minutes."""
    enquiry_reminders.remind(at=timezone.now())


@shared_task
def tend_contracts() -> None:
    """Begin, announce, end and renew contracts whose day has come. Beat runs this every hour."""
    lifecycle.run(at=timezone.now())


@shared_task
def remind_of_reviews() -> None:
    """Remind institutions of answers and officers of applications that are overdue. Beat runs this hourly by day."""
    review_reminders.remind(at=timezone.now())


@shared_task
def report_abandoned() -> None:
    """Tell officers of institutions that nobody represents any more. Beat runs this hourly by day."""
    abandonment.report(at=timezone.now())
