"""Two rows that are one person: the figures before, between and after; many at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from commons.lib.errors import Refusal
from legal_services import duplicates, errors
from legal_services.figures import counting
from legal_services.figures.asking import Period
from legal_services.models import Attendance, Matter, Merge, Person, ServiceRecord
from legal_services.querysets import PersonQuerySet
from legal_services.services import merging
from legal_services.services.people import add_person, find_people
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_matter, make_person, make_record

pytestmark = pytest.mark.django_db


def figures() -> dict[str, int]:
    """The published definitions, counted straight from the tables; the portal's own figures say the same."""
    whole = counting.count(Period(NOON.date(), NOON.date()))[None]
    plain = _counted_plainly()
    assert plain == {
        "person-times": whole.person_times, "persons": whole.persons, "unidentified": whole.unidentified,
        "matters": whole.matters,
    }  # fmt: skip
    return plain


def _counted_plainly() -> dict[str, int]:
    standing = ServiceRecord.objects.standing()
    attended = Attendance.objects.filter(record__in=standing).annotate(root=Coalesce("person__root_id", "person_id"))
    unidentified = standing.aggregate(n=Coalesce(Sum("anonymous"), 0))["n"]
    return {
        "person-times": attended.values("record", "root").distinct().count() + unidentified,
        "persons": attended.aggregate(n=Count("root", distinct=True))["n"],
        "unidentified": unidentified,
        "matters": standing.aggregate(n=Count("matter", distinct=True))["n"],
    }


EXAMPLE = {"person-times": 5, "persons": 1, "unidentified": 2, "matters": 2}


def merge(kept: Person, merged: Person) -> Merge:
    return merging.merge(kept=kept, merged=merged, by=None, at=NOON)


def test_the_figures_of_the_example_stay_before_and_after_merge_and_unmerge() -> None:
    client, duplicate = make_person(), make_person()
    first, second = make_matter(client), make_matter(client)
    make_record(client, matter=first)
    make_record(client, matter=first, anonymous=2)
    make_record(client, matter=second)
    assert figures() == EXAMPLE

    merge(client, duplicate)
    assert figures() == EXAMPLE

    merging.unmerge(person=duplicate, by=None, at=NOON)
    assert figures() == EXAMPLE


def test_the_example_under_two_rows_counts_two_persons_until_they_are_merged() -> None:
    client, duplicate = make_person(), make_person()
    make_record(client, matter=make_matter(client))
    second = make_matter(duplicate)
    make_record(duplicate, matter=second, anonymous=2)
    make_record(duplicate, matter=second)
    before = figures()

    merge(client, duplicate)
    between = figures()
    merging.unmerge(person=duplicate, by=None, at=NOON)

    assert (before, between, figures()) == (EXAMPLE | {"persons": 2}, EXAMPLE, EXAMPLE | {"persons": 2})


def test_a_chain_of_merges_ends_in_one_person_and_comes_apart_link_by_link() -> None:
    a, b, c, d = (make_person() for _ in range(4))
    merge(b, a)
    merge(c, b)
    merge(c, d)
    assert roots() == {a.pk: c.pk, b.pk: c.pk, c.pk: None, d.pk: c.pk}

    merging.unmerge(person=b, by=None, at=NOON)

    assert roots() == {a.pk: b.pk, b.pk: None, c.pk: None, d.pk: c.pk}


def test_merging_rewrites_no_session_and_no_matter() -> None:
    client, duplicate = make_person(), make_person()
    record = make_record(duplicate, matter=make_matter(duplicate))

    merge(client, duplicate)

    assert list(record.attendees.all()) == [duplicate]
    assert list(Matter.objects.get().people.all()) == [duplicate]


def test_the_merged_are_found_under_all_their_names() -> None:
    kept = add_person(name="김철수", by=None, at=NOON)
    merge(kept, add_person(name="Kim Charles", by=None, at=NOON))

    assert find_people("Charles") == [kept]
    assert find_people("Charles")[0].spellings == ["김철수", "Kim Charles"]  # type: ignore[attr-defined]


def test_nobody_is_merged_with_themselves_nor_twice() -> None:
    a, b, c = (make_person() for _ in range(3))
    merge(a, b)

    for kept, merged, refusal in ((a, a, "MergedWithItself"), (a, b, "MergedWithItself"), (c, b, "ChangedMeanwhile")):
        with pytest.raises(getattr(errors, refusal)):
            merge(kept, merged)
    with pytest.raises(errors.NotMerged):
        merging.unmerge(person=a, by=None, at=NOON)


def test_two_accounts_are_never_joined() -> None:
    a, b, c = make_person(user=make_resident()), make_person(), make_person(user=make_resident())
    merge(b, a)

    with pytest.raises(errors.BothHaveAccounts):
        merge(c, b)


def test_a_shared_phone_and_name_are_suggested_and_one_alone_is_not() -> None:
    phone = "+8613812345678"
    kim, family = (
        add_person(name="김철수", phone=phone, by=None, at=NOON),
        add_person(name="박영희", phone=phone, by=None, at=NOON),
    )
    namesake = add_person(name="김철수", by=None, at=NOON)
    same = add_person(name="Kim Chulsoo", phone=phone, by=None, at=NOON)

    pairs = [{pair.older, pair.newer} for pair in duplicates.suggested()]

    assert pairs == [{kim, same}]
    assert {pair.older for pair in duplicates.looking_like(same)} == {kim, family, namesake}


def test_those_told_apart_are_not_suggested_again() -> None:
    one, other = (add_person(name="김철수", phone="+8613812345678", by=None, at=NOON) for _ in range(2))
    assert duplicates.suggested()

    merging.tell_apart(one=other, other=one, by=None, at=NOON)

    assert not duplicates.suggested()


def roots() -> dict[int, int | None]:
    return dict(Person.objects.values_list("pk", "root_id"))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that begin together; give what each returned, or the refusal it raised."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def work(number: int) -> None:
        start.wait(10)
        try:
            results[number] = acts[number]()
        except (Refusal, IntegrityError) as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def without_circles() -> bool:
    """Whether every row's chain of merges ends where its root says."""
    rows = {person.pk: person for person in Person.objects.all()}
    for person in rows.values():
        end, steps = person, 0
        while end.merged_into_id is not None and steps <= len(rows):
            end, steps = rows[end.merged_into_id], steps + 1
        if steps > len(rows) or (person.root_id or person.pk) != end.pk:
            return False
    return True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_two_merges_that_cross_make_no_circle(round_: int) -> None:
    a, b = make_person(), make_person()

    results = at_once(lambda: merge(a, b), lambda: merge(b, a))

    assert sum(isinstance(result, Merge) for result in results) == 1
    assert without_circles()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_merges_and_unmerges_of_one_family_at_once_leave_true_roots(round_: int) -> None:
    people = [make_person() for _ in range(6)]
    merge(people[0], people[1])
    merge(people[0], people[2])

    at_once(
        lambda: merge(people[3], people[0]),
        lambda: merging.unmerge(person=people[1], by=None, at=NOON),
        lambda: merge(people[4], people[3]),
        lambda: merge(people[0], people[5]),
        lambda: merging.unmerge(person=people[2], by=None, at=NOON),
        lambda: merge(people[5], people[4]),
    )

    assert without_circles()
    assert Merge.objects.filter(undone_at=None).count() == Person.objects.exclude(merged_into=None).count()


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_neither_of_two_merges_that_cross_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = make_person(), make_person()
    both_have_read = threading.Barrier(2)
    read = merging.lock_people

    def lock_people(*ids: int) -> dict[int, Person]:
        people = read(*ids)
        both_have_read.wait(10)
        return people

    monkeypatch.setattr(PersonQuerySet, "select_for_update", lambda self, **options: self.all())
    monkeypatch.setattr(merging, "lock_people", lock_people)

    results = at_once(lambda: merge(a, b), lambda: merge(b, a))

    # Nobody was told to look again: there is a circle, or only the database's own guard was in the way.
    assert not any(isinstance(result, Refusal) for result in results)
    assert not without_circles() or any(isinstance(result, IntegrityError) for result in results)
