"""Words of an old spreadsheet that are in no list: the clerk says once what each means, for the whole file."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from legal_services.errors.importing import ImportAtWork
from legal_services.forms.importing import WordsForm
from legal_services.import_columns import MOST_WORDS, NOTHING
from legal_services.models import Import, ImportRow, ServiceRecord
from legal_services.services import importing
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_clerk, make_practitioner, make_topic
from tests.legal_services.spreadsheets import make_import, row, work_off
from tests.legal_services.test_advisers_calendar import MOST_STATEMENTS, statements

pytestmark = pytest.mark.django_db

State = ImportRow.State
TOPIC = {"columns": {"held_on": 0, "name": 1, "topic": 2, "service": 3, "language": 4}}
"""The third column is a topic."""


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def clerk() -> User:
    make_bookable_service(slug="consultation")
    return make_clerk(language="en")


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def names_of(html: str) -> dict[str, str]:
    """The names of the choices on the page, by the word that each asks about."""
    found = re.findall(r'<label[^>]*for="id_(word-[^"]+)"[^>]*>\s*“([^”]*)”', html)
    return {unescape(word): name for name, word in found}


def explain(batch: Import, clerk: User, **means: str) -> Import:
    """Say what words of the column of the language mean."""
    said = {("language", key): code for key, code in means.items()}
    importing.give_words_meaning(batch=batch, means=said, by=clerk, at=NOON)
    return work_off(batch)


def states(batch: Import) -> list[str]:
    return [line.state for line in batch.lines.all()]


def test_each_word_is_asked_about_once_with_the_number_of_its_rows(desk: Client, clerk: User) -> None:
    batch = make_import(row(language="조선말"), row(language="조선말 "), row(language="pidgin"), row(), by=clerk)

    html = desk.get(batch.get_absolute_url()).content.decode()

    assert list(names_of(html)) == ["조선말", "pidgin"]
    assert "2 rows" in html
    assert states(batch) == [State.WRONG, State.WRONG, State.WRONG, State.READY]


def test_what_is_said_once_holds_for_the_whole_file(desk: Client, clerk: User) -> None:
    batch = make_import(row(language="조선말"), row(language="pidgin"), row(language="조선말"), by=clerk)
    names = names_of(desk.get(batch.get_absolute_url()).content.decode())
    address = reverse("legal-desk:import_act", args=[batch.reference, "explain"])

    desk.post(address, {names["조선말"]: "ko", names["pidgin"]: ""})
    work_off(batch)
    html = desk.get(batch.get_absolute_url()).content.decode()
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert set(names_of(html)) == {"조선말", "pidgin"}
    assert "Bring 2 rows into the log" in html
    assert [record.language for record in ServiceRecord.objects.all()] == ["ko", "ko"]
    assert states(batch) == [State.DONE, State.WRONG, State.DONE]


def test_a_meaning_is_changed_and_taken_back(clerk: User) -> None:
    batch = make_import(row(language="조선말"), by=clerk)

    assert states(explain(batch, clerk, 조선말="en")) == [State.READY]
    assert states(explain(batch, clerk, 조선말="")) == [State.WRONG]
    explain(batch, clerk, 조선말="ko")
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert ServiceRecord.objects.get().language == "ko"


def test_what_words_mean_stays_when_the_columns_are_named_anew(clerk: User) -> None:
    batch = explain(make_import(row(language="조선말"), by=clerk), clerk, 조선말="ko")

    importing.give_meaning(
        batch=batch, columns=batch.columns, plain=batch.plain, same_names=True, by=clerk, at=NOON
    )  # fmt: skip

    assert states(work_off(batch)) == [State.READY]


def test_a_word_may_mean_nothing_where_a_record_needs_nothing(clerk: User) -> None:
    batch = make_import(row(phone="old heading"), by=clerk, **TOPIC)

    importing.give_words_meaning(batch=batch, means={("topic", "oldheading"): NOTHING}, by=clerk, at=NOON)
    work_off(batch)
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert ServiceRecord.objects.get().topic is None


def test_a_language_means_something(clerk: User) -> None:
    batch = make_import(row(language="조선말"), by=clerk)

    assert states(explain(batch, clerk, 조선말=NOTHING)) == [State.WRONG]


def test_topics_services_and_advisers_are_chosen_from_their_lists(clerk: User) -> None:
    topic, adviser = make_topic(slug="lease"), make_practitioner(name="Lee Advises")
    columns = {"columns": {"held_on": 0, "topic": 1, "practitioner": 2, "service": 3, "language": 4}}
    batch = make_import(row(name="renting", phone="old Lee", service="talk"), by=clerk, **columns)
    means = {
        ("topic", "renting"): "lease",
        ("practitioner", "oldlee"): str(adviser.pk),
        ("service", "talk"): "consultation",
    }

    importing.give_words_meaning(batch=batch, means=means, by=clerk, at=NOON)
    work_off(batch)
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    record = ServiceRecord.objects.get()
    assert (record.topic, record.practitioner, record.service.slug) == (topic, adviser, "consultation")


def test_a_choice_that_is_in_no_list_changes_nothing(desk: Client, clerk: User) -> None:
    batch = make_import(row(language="조선말"), by=clerk)
    (name,) = names_of(desk.get(batch.get_absolute_url()).content.decode()).values()

    answer = desk.post(
        reverse("legal-desk:import_act", args=[batch.reference, "explain"]), {name: "klingon"}, follow=True
    )

    assert "Choose from the lists." in answer.content.decode()
    assert importing.words_of(batch)["language"]["조선말"].means == ""
    assert Import.objects.get(pk=batch.pk).phase == Import.Phase.CHECKED


def test_words_are_explained_before_the_rows_are_brought_in_only(clerk: User) -> None:
    batch = make_import(row(), row(language="조선말"), by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)

    with pytest.raises(ImportAtWork):
        importing.give_words_meaning(batch=batch, means={("language", "조선말"): "ko"}, by=clerk, at=NOON)


def test_words_are_kept_encrypted_and_forgotten_when_the_rows_are_in_the_log(clerk: User) -> None:
    batch = make_import(row(), row(language="조선말"), by=clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM legal_services_import")
        (stored,) = cursor.fetchone()
    assert "조선말".encode() not in bytes(stored)

    importing.bring_in(batch=batch, by=clerk, at=NOON)

    assert work_off(batch).words is None


def test_a_column_of_the_wrong_kind_is_asked_about_in_small_pieces(desk: Client, clerk: User) -> None:
    batch = make_import(*(row(language=f"word {number}") for number in range(MOST_WORDS + 5)), by=clerk)

    html = desk.get(batch.get_absolute_url()).content.decode()

    assert len(names_of(html)) == WordsForm.SHOWN
    assert "More follow when these are done" in html
    assert len(importing.words_of(batch)["language"]) == MOST_WORDS


def test_the_page_asks_little_though_words_of_every_list_are_unknown(desk: Client, clerk: User) -> None:
    columns = {"columns": {"held_on": 0, "topic": 1, "practitioner": 2, "service": 3, "language": 4, "country": 5}}
    batch = make_import(*(row(f"2026-03-0{number}", *"abcde") for number in range(1, 9)), by=clerk, **columns)

    desk.get(batch.get_absolute_url())
    assert len(names_of(desk.get(batch.get_absolute_url()).content.decode())) == 5
    assert statements(desk, batch.get_absolute_url()) <= MOST_STATEMENTS


def test_without_such_words_nothing_is_asked(desk: Client, clerk: User) -> None:
    batch = make_import(row(), row(day="never"), by=clerk)

    assert "in no list" not in desk.get(batch.get_absolute_url()).content.decode()
