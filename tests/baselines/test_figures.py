"""Figures that were published before the portal began."""

import pytest
from django.utils import translation

from commons.baselines.models import Baseline
from tests.factories import make_figure

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"), [("en", "more than 3,000"), ("zh-hans", "超过 3,000"), ("ko", "3,000 이상")]
)
def test_a_figure_is_said_as_it_was_published(language: str, words: str) -> None:
    figure = make_figure("consultation-person-times", 3000, is_at_least=True)

    with translation.override(language):
        assert figure.amount == words


def test_an_exact_figure_stands_alone() -> None:
    with translation.override("en"):
        assert make_figure("in-all", 100_000).amount == "100,000"


def test_person_times_and_persons_are_two_figures() -> None:
    make_figure("consultation-person-times", 3000, topic="legal", position=1)
    make_figure("consultation-persons", 3000, topic="legal", position=2)
    make_figure("institutions-signed", 16, topic="institutions")

    measures = [figure.measure for figure in Baseline.objects.about("legal")]

    assert measures == ["consultation-person-times", "consultation-persons"]
