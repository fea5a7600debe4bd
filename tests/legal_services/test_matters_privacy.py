"""What matters and the service log hold about people, and that it goes when its time is over while figures stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from commons.documents.models import Document
from commons.documents.services import keep
from commons.lib import privacy
from legal_services import matters_privacy
from legal_services.figures.asking import Dimension, Period
from legal_services.figures.counting import count
from legal_services.models import Matter, MatterDocument, MatterNote, Person, PersonName
from tests.factories import NOON, make_resident
from tests.legal_services import making
from tests.pictures.files import drawing, saved

pytestmark = pytest.mark.django_db
LONG_AGO = NOON - timedelta(days=4 * 365)
ALL_TIME = Period(date(2000, 1, 1), date(2100, 1, 1))


def an_old_matter(**person: Any) -> tuple[Matter, Person]:
    """A matter of four years ago with a session, a note and a file."""
    client = making.make_person("Hong Gildong", country="KR", phone="+8613800000000", created_at=LONG_AGO, **person)
    matter = making.make_matter(client, opened_at=LONG_AGO)
    making.make_record(client, matter=matter, held_on=LONG_AGO.date(), anonymous=1)
    MatterNote.objects.create(matter=matter, kind=MatterNote.Kind.NARRATIVE, text="The landlord keeps it.", at=LONG_AGO)
    return matter, client


def add_file(matter: Matter) -> Document:
    upload = SimpleUploadedFile("lease.png", saved(drawing(), "PNG"), "image/png")
    document = keep(upload=upload, by=make_resident(), at=LONG_AGO)
    MatterDocument.objects.create(matter=matter, document=document)
    return document


def test_retention_removes_texts_files_and_names_and_the_figures_stay(
    django_capture_on_commit_callbacks: Any,
) -> None:
    matter, client = an_old_matter()
    document = add_file(matter)
    path = document.stored_as
    before = count(ALL_TIME, *Dimension)

    with django_capture_on_commit_callbacks(execute=True):
        matters_privacy.expire(NOON)

    client.refresh_from_db()
    document.refresh_from_db()
    assert not MatterNote.objects.exists()
    assert not MatterDocument.objects.exists()
    assert document.removed_at is not None
    assert not storages["private"].exists(path)
    assert not PersonName.objects.exists()
    assert (client.name, client.phone, client.document_index) == (matters_privacy.NOBODY, "", "")
    assert count(ALL_TIME, *Dimension) == before


def test_a_second_night_finds_nothing_to_do() -> None:
    an_old_matter()

    assert matters_privacy.expire(NOON) > 0
    assert matters_privacy.expire(NOON) == 0


def test_a_matter_that_goes_on_keeps_everything() -> None:
    matter, client = an_old_matter()
    making.make_record(client, matter=matter, held_on=NOON.date() - timedelta(days=30))

    assert matters_privacy.expire(NOON) == 0
    assert MatterNote.objects.get().text == "The landlord keeps it."


def test_somebody_with_a_younger_matter_keeps_the_name_and_loses_the_old_texts() -> None:
    _matter, client = an_old_matter()
    making.make_matter(client, opened_at=NOON - timedelta(days=30))

    matters_privacy.expire(NOON)

    client.refresh_from_db()
    assert client.name == "Hong Gildong"
    assert not MatterNote.objects.exists()


def test_a_merged_person_is_kept_as_long_as_the_one_they_were_merged_into() -> None:
    _matter, old = an_old_matter()
    young = making.make_person(created_at=LONG_AGO)
    making.make_matter(young, opened_at=NOON - timedelta(days=30))
    Person.objects.filter(pk=old.pk).update(merged_into=young, root=young)

    matters_privacy.expire(NOON)

    old.refresh_from_db()
    assert old.name == "Hong Gildong"


def test_the_export_tells_what_the_person_told_and_nothing_internal() -> None:
    user = make_resident()
    matter, _client = an_old_matter(user=user)
    MatterNote.objects.create(matter=matter, kind=MatterNote.Kind.ADVICE, text="Sue.", author=user, at=LONG_AGO)

    exported = matters_privacy.export(user)

    assert exported[0]["names"] == ["Hong Gildong"]
    assert exported[0]["matters"][0]["what_you_told"] == ["The landlord keeps it."]
    assert "Sue." not in str(exported)


def test_an_erased_account_leaves_the_matter_and_a_person_without_one_is_forgotten() -> None:
    with_matter, without = make_resident(), make_resident()
    _matter, client = an_old_matter(user=with_matter)
    stranger = making.make_person("Nobody Special", user=without)

    matters_privacy.erase(with_matter, NOON)
    matters_privacy.erase(without, NOON)

    client.refresh_from_db()
    stranger.refresh_from_db()
    assert (client.user, client.name) == (None, "Hong Gildong")
    assert (stranger.user, stranger.name) == (None, matters_privacy.NOBODY)


def test_the_nightly_job_knows_of_it() -> None:
    assert "legal-matters" in {holding.name for holding in privacy.registry()}
