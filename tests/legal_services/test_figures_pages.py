"""The pages of the figures: who may open them, what they say, and that every figure leads to its rows."""

import html
import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.baselines.models import Baseline
from legal_services.figures.asking import Dimension
from tests.factories import NOON, in_three_languages
from tests.legal_services import making
from tests.legal_services.test_figures_counting import a_busy_year

pytestmark = pytest.mark.django_db
YEAR = {"first": "2026-01-01", "last": "2026-12-31"}
FIGURES = "/en/desk/legal/figures/"
LINK = re.compile(r'href="(/en/desk/legal/figures/rows/[^"]*)">\s*(?:<b>)?([\d,]+)')


@pytest.fixture
def manager(client: Client) -> User:
    """A manager of the area, signed in."""
    made = making.make_area_manager()
    client.force_login(made, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.mark.parametrize("dimension", Dimension)
def test_every_figure_on_the_page_leads_to_exactly_so_many_rows(
    client: Client, manager: User, dimension: Dimension
) -> None:
    a_busy_year()
    page = client.get(FIGURES, YEAR | {"by": dimension}).content.decode()

    links = [(html.unescape(url), int(amount.replace(",", ""))) for url, amount in LINK.findall(page)]

    assert len(links) > 10
    for url, amount in links[:25]:
        response = client.get(url)
        assert response.context["page"].paginator.count == amount
        assert len(response.context["lines"]) == min(amount, 100)


@pytest.mark.parametrize(
    "asked", [{"first": "x", "last": "2026-13-40", "by": "no"}, {"first": "2026-02-01", "last": "2026-01-01"}]
)
def test_nonsense_is_answered_with_a_word_and_the_month_that_runs(
    client: Client, manager: User, asked: dict[str, str]
) -> None:
    with time_machine.travel(NOON):
        response = client.get(FIGURES, asked)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["report"].period.first == date(2026, 11, 1)


@pytest.mark.parametrize(
    "asked",
    [{}, {"measure": "souls"}, {"measure": "persons", "by": "x"}, {"measure": "persons", "by": "month", "value": "x-y"},
     {"measure": "persons", "by": "adviser", "value": "me"}, {"measure": "persons", "by": "month", "value": "-"}],
)  # fmt: skip
def test_a_figure_that_does_not_exist_is_not_found(client: Client, manager: User, asked: dict[str, str]) -> None:
    assert client.get(FIGURES + "rows/", asked).status_code == 404


def test_a_manager_sees_references_and_a_clerk_names(client: Client, manager: User) -> None:
    making.make_record(making.make_person("Hong Gildong"))
    asked = YEAR | {"measure": "persons"}

    for_the_manager = client.get(FIGURES + "rows/", asked).content.decode()
    client.force_login(making.make_clerk(), backend="django.contrib.auth.backends.ModelBackend")
    for_the_clerk = client.get(FIGURES + "rows/", asked).content.decode()

    assert "Hong Gildong" not in for_the_manager
    assert "Hong Gildong" in for_the_clerk


def test_an_adviser_has_no_figures(client: Client) -> None:
    client.force_login(making.make_practising_user(), backend="django.contrib.auth.backends.ModelBackend")

    pages = ["", "rows/", "report/", "report.xlsx", "since-opening/"]

    assert [client.get(FIGURES + page).status_code for page in pages] == [404] * 5


@pytest.mark.parametrize(("language", "word"), [("en", "Person-times"), ("zh-hans", "人次"), ("ko", "연인원")])
def test_the_report_is_a_page_and_a_spreadsheet_in_each_language(
    client: Client, manager: User, language: str, word: str
) -> None:
    a_busy_year()
    page = client.get(f"/{language}/desk/legal/figures/report/", YEAR)

    file = client.get(f"/{language}/desk/legal/figures/report.xlsx", YEAR)
    book = openpyxl.load_workbook(io.BytesIO(file.content))

    assert word in page.content.decode()
    assert len(set(book.sheetnames)) == 1 + len(Dimension)
    first = book.worksheets[1]
    assert word in [cell.value for cell in first[3]]
    whole = page.context["report"].whole
    rows: list[tuple[Any, ...]] = list(first.iter_rows(min_row=4, values_only=True))
    assert (whole.label, *(amount for _name, amount in whole.amounts)) in rows
    assert Entry.objects.filter(act="export", subject="legal.figures", actor_id=manager.pk).count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
def test_whatever_the_page_of_the_report_says_stands_in_the_spreadsheet(
    client: Client, manager: User, language: str
) -> None:
    a_busy_year()
    Baseline.objects.create(
        measure="notarial-services", topic="legal", value=200, is_at_least=True, as_of=date(2022, 11, 22),
        **in_three_languages(label="Notarial services", source="A report"),
    )  # fmt: skip
    with time_machine.travel(NOON):
        page = client.get(f"/{language}/desk/legal/figures/report/", YEAR).content.decode()
        file = client.get(f"/{language}/desk/legal/figures/report.xlsx", YEAR)

    book = openpyxl.load_workbook(io.BytesIO(file.content))
    cells = {_plain(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    main = page[page.index("<h2>") : page.index("</main>")]
    said = re.findall(r"<(?:caption|th|td|dt|dd|p|h2)[^>]*>(.*?)</(?:caption|th|td|dt|dd|p|h2)>", main, re.DOTALL)
    words = {_plain(html.unescape(re.sub(r"<[^>]*>", "", text))) for text in said} - {""}

    assert len(words) > 50
    missing = {text for text in words if text not in cells and not all(part in cells for part in _parts(text))}
    assert {text for text in missing if not _is_only_layout(text, cells)} == set()


def _plain(cell: Any) -> str:
    """What a cell says, numbers without their grouping."""
    text = " ".join(str("" if cell is None else cell).split())
    return text.replace(",", "") if re.fullmatch(r"[\d,]+", text) else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("·")]


def _is_only_layout(text: str, cells: set[str]) -> bool:
    """Whether it is the head of the bars, which a spreadsheet draws into the figures, or days and sources otherwise put
    together."""
    heads = {"Person-times as a bar", "人次图示", "연인원 막대"}
    return text in heads or any(len(cell) > 5 and cell in text for cell in cells)


def test_the_report_is_about_the_month_that_is_over(client: Client, manager: User) -> None:
    with time_machine.travel(NOON):
        response = client.get(FIGURES + "report/")

    period = response.context["report"].period
    assert (period.first, period.last) == (date(2026, 10, 1), date(2026, 10, 31))


def test_published_figures_go_on_from_their_day_and_persons_are_not_added(client: Client, manager: User) -> None:
    for measure in ("consultation-person-times", "consultation-persons"):
        Baseline.objects.create(
            measure=measure, topic="legal", value=3000, is_at_least=True, as_of=date(2022, 11, 22),
            **in_three_languages(label=measure, source="A report"),
        )  # fmt: skip
    client_person = making.make_person()
    making.make_record(client_person, anonymous=1)
    making.make_record(client_person, held_on=date(2022, 11, 22))

    with time_machine.travel(NOON):
        response = client.get(FIGURES + "since-opening/")

    lines = {line.baseline.measure: line for line in response.context["lines"]}
    assert (lines["consultation-person-times"].counted, lines["consultation-person-times"].together) == (2, 3002)
    assert (lines["consultation-persons"].counted, lines["consultation-persons"].together) == (1, None)


@pytest.mark.parametrize("page", ["", "rows/", "report/", "since-opening/"])
def test_a_page_asks_the_database_little(
    client: Client, manager: User, page: str, django_assert_max_num_queries: Any
) -> None:
    a_busy_year()

    with django_assert_max_num_queries(12):
        client.get(FIGURES + page, YEAR | {"measure": "person-times", "by": "topic"})
