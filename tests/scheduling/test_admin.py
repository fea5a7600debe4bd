"""Under /admin/ the official calendar is corrected; everything else about time is only looked at."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.accounts.models import User
from commons.scheduling.models import CalendarDay, DatedException, Reservation, Resource
from tests.scheduling.making import MONDAY, make_exception, make_reservation, make_resource, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(User.objects.create_superuser("admin@example.org", "-", full_name="Sample Administrator"))
    return client


def url(model: type[models.Model], page: str, *arguments: object) -> str:
    return reverse(f"admin:scheduling_{model._meta.model_name}_{page}", args=arguments)


def day_form(**changes: Any) -> dict[str, Any]:
    return {"date": "2027-01-03", "is_working": "on", "acts_as": "4", "note": "Notice for 2027"} | changes


def test_the_notice_for_next_year_is_entered(administrator: Client) -> None:
    administrator.post(url(CalendarDay, "add"), day_form())

    entry = CalendarDay.objects.get()
    assert (entry.date, entry.is_working, entry.acts_as) == (date(2027, 1, 3), True, 4)


def test_a_day_off_with_opening_hours_is_sent_back(administrator: Client) -> None:
    form = day_form()
    del form["is_working"]

    response = administrator.post(url(CalendarDay, "add"), form)

    assert "A day off has no opening hours" in response.content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("model", [Resource, DatedException, Reservation])
def test_what_services_write_is_only_looked_at(administrator: Client, model: type[models.Model]) -> None:
    room = make_resource()
    make_exception(room, on(MONDAY, "09:00", "10:00"))
    make_reservation(room, on(MONDAY, "10:00", "11:00"))
    row = model._default_manager.get()

    assert administrator.get(url(model, "changelist")).status_code == 200
    assert administrator.get(url(model, "change", row.pk)).status_code == 200
    assert administrator.post(url(model, "change", row.pk), {}).status_code == 403
    assert administrator.get(url(model, "add")).status_code == 403


@pytest.mark.parametrize("model", [Resource, DatedException, Reservation])
def test_longer_lists_cost_no_more_statements(administrator: Client, model: type[models.Model]) -> None:
    administrator.get(url(model, "changelist"))
    counts = []
    for hour in (9, 12):
        for offset in range(1 if hour == 9 else 3):
            room = make_resource()
            make_exception(room, on(MONDAY, "20:00", "21:00"))
            make_reservation(room, on(MONDAY, f"{hour + offset:02}:00", f"{hour + offset:02}:30"))
        with CaptureQueriesContext(connection) as captured:
            administrator.get(url(model, "changelist"))
        counts.append(len(captured))

    assert counts[1] <= counts[0]
