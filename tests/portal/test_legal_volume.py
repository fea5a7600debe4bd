"""A legal service area in bulk keeps every rule, and its pages answer on it."""

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse

from commons.scheduling.models import Occupancy
from legal_services.figures.asking import Period
from legal_services.figures.counting import count
from legal_services.models import Appointment, Attendance, Matter, Person, PersonName, Practitioner, ServiceRecord
from legal_services.services.people import find_people
from tests.legal_services.making import make_clerk

pytestmark = pytest.mark.django_db
LIKE_ALL = r"^[PMAS]-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$"


def load(records: int = 1200) -> None:
    call_command("load_volume", registrations=0, events=1, residents=1, service_records=records, verbosity=0)


def test_the_log_holds_as_much_as_asked_and_hangs_together() -> None:
    load()

    assert ServiceRecord.objects.count() == 1200
    assert Person.objects.count() == PersonName.objects.count() == 300
    assert Matter.objects.count() == Matter.objects.filter(records__attendees=F("people")).distinct().count() == 600
    assert Attendance.objects.count() > 1200
    assert not ServiceRecord.objects.exclude(appointment=None).exclude(appointment__matter=F("matter")).exists()
    assert not ServiceRecord.objects.filter(held_on__lt=F("matter__opened_at__date")).exists()


def test_everybody_who_is_booked_has_the_time_and_nobody_twice() -> None:
    load()

    assert Occupancy.objects.count() == Appointment.objects.count()
    assert not Appointment.objects.exclude(reservation__occupancies__resource=F("practitioner__resource")).exists()
    assert set(Appointment.objects.values_list("state", flat=True)) == {"done", "no-show", "booked"}


def test_references_look_like_all_others() -> None:
    load()

    for model in (Person, Matter, Appointment, ServiceRecord):
        assert not model.objects.exclude(reference__regex=LIKE_ALL).exists()


def test_a_second_load_adds_advisers_and_sessions() -> None:
    load(100)
    load(100)

    assert (ServiceRecord.objects.count(), Practitioner.objects.count()) == (200, 50)


def test_people_are_found_in_any_script_and_the_figures_count_them() -> None:
    load()
    days = ServiceRecord.objects.order_by("held_on").values_list("held_on", flat=True)

    figures = count(Period(days[0], days[1199]))[None]

    assert (figures.services, figures.matters) == (1200, 600)
    assert figures.persons == Person.objects.roots().count() < 300
    assert find_people("김민준")
    assert find_people("Minjun Kim")


def test_the_pages_for_booking_and_for_the_day_answer_on_it(client: Client) -> None:
    load(100)
    client.force_login(make_clerk())

    assert client.get(reverse("legal-desk:records")).status_code == 200
    assert client.get(reverse("legal:book")).status_code == 200
