"""Every refusal says why and what to do instead, in the reader's language."""

import inspect

import pytest
from django.utils import translation

from commons.lib.errors import Refusal
from commons.scheduling import errors

REFUSALS = [
    refusal
    for _, refusal in inspect.getmembers(errors, inspect.isclass)
    if issubclass(refusal, Refusal) and refusal is not Refusal
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_a_refusal_speaks_the_readers_language(refusal: type[Refusal], language: str) -> None:
    def texts(code: str) -> set[str]:
        with translation.override(code):
            return {str(refusal()), refusal().advice}

    assert len(texts(language)) == 2
    assert all(texts(language))
    assert not texts("en") & texts(language)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = {refusal.code for refusal in REFUSALS}

    assert len(codes) == len(REFUSALS)
    assert "refused" not in codes
