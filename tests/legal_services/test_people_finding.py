"""Finding people by any spelling of their name, by phone and by reference; writing them down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.audit.models import Act, Entry
from legal_services.models import Person, PersonName
from legal_services.services import matters, people
from legal_services.services.people import add_person, find_people
from tests.factories import NOON
from tests.legal_services.making import make_clerk, make_practitioner

pytestmark = pytest.mark.django_db


def add(name: str, **facts: object) -> Person:
    return add_person(name=name, by=None, at=NOON, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed", ["김철수", "金哲洙", "金哲秀", "Kim Chul-soo", "CHULSOO KIM", "Gim Cheolsu", "Jin Zhexiu"]
)
def test_a_person_is_found_by_any_script_of_the_name(typed: str) -> None:
    add("박민수")
    kim = add("김철수")

    assert find_people(typed) == [kim]


def test_a_spelling_that_only_sounds_alike_says_so_and_comes_last() -> None:
    alike, same = add("Jin Zhexiu"), add("김철수")

    found = find_people("김철수")

    assert found == [same, alike]
    assert [person.is_only_alike for person in found] == [False, True]  # type: ignore[attr-defined]


def test_the_beginning_of_a_name_is_enough() -> None:
    smith = add("John Michael Smith")

    assert find_people("Mich") == [smith]
    assert find_people("smith john") == [smith]


@pytest.mark.parametrize("typed", ["13812345678", "138 1234 5678", "+86 138-1234-5678", "5678"])
def test_a_person_is_found_by_phone(typed: str) -> None:
    found = add("김철수", phone="+8613812345678")
    add("박민수", phone="+821012349999")

    assert find_people(typed) == [found]


def test_a_person_is_found_by_their_reference_and_that_of_their_matter() -> None:
    client = add("김철수")
    matter = matters.open_matter(kind="consultation", topic=None, client=client, by=None, at=NOON)

    assert find_people(client.reference.lower().replace("-", "")) == [client]
    assert find_people(matter.reference) == [client]


@pytest.mark.parametrize("typed", ["", "  ", "?!", "\x00", "1", "P-2222-2222", "x" * 5000, "김" * 300])
def test_what_names_nobody_finds_nobody(typed: str) -> None:
    add("김철수")

    assert find_people(typed) == []


def test_finding_takes_two_statements() -> None:
    for _ in range(30):
        add("김철수", phone="+8613812345678")

    with CaptureQueriesContext(
        connection,
    ) as spent:
        assert len(find_people("김철수", limit=10)) == 10

    assert len(spent) == 2


def test_two_people_with_one_address_stay_two() -> None:
    first = add("김철수", email="family@example.org", phone="+8613812345678")
    second = add("김철수", email="family@example.org", phone="+8613812345678")

    assert first.pk != second.pk
    assert set(find_people("김철수")) == {first, second}


def test_the_number_of_a_document_is_kept_as_an_index_only() -> None:
    person = add("김철수", document_number="m 1234-5678")

    assert person.document_index == people.document_index("M12345678") != ""
    assert not Person.objects.filter(document_index__contains="1234").exists()


def test_a_corrected_name_is_found_and_the_old_one_is_not() -> None:
    person = add("Kim Chulso")

    people.change_person(person=person, names=["Kim Chulsoo", "김철수"], phone="", by=None, at=NOON)

    assert find_people("金哲洙") == [person]
    assert set(PersonName.objects.values_list("text", flat=True)) == {"Kim Chulsoo", "김철수"}


def test_adding_a_person_is_noted() -> None:
    clerk = make_clerk()

    person = add_person(name="김철수", by=clerk, at=NOON)

    entry = Entry.objects.get(subject="legal.person", reference=person.reference)
    assert (entry.act, entry.actor_id) == (Act.CHANGE, clerk.pk)


def test_a_matter_is_opened_with_its_adviser() -> None:
    adviser = make_practitioner()

    matter = matters.open_matter(
        kind="consultation", topic=None, client=add("김철수"), adviser=adviser, by=None, at=NOON
    )

    assert [(row.practitioner, row.task) for row in matter.assignments.all()] == [(adviser, "advises")]
