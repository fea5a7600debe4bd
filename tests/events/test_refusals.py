"""Every refusal says why and what to do instead, in the reader's language."""

import inspect
from typing import Any

import pytest
from django.utils import translation

from commons.lib.errors import Refusal
from events import errors
from tests.factories import NOON

REFUSALS = [
    refusal
    for _, refusal in inspect.getmembers(errors, inspect.isclass)
    if issubclass(refusal, Refusal) and refusal is not Refusal
]
VALUES: dict[type[Refusal], dict[str, Any]] = {
    errors.RegistrationNotOpenYet: {"opens_at": NOON},
    errors.PartyTooLarge: {"most": 4},
    errors.GuestNamesMissing: {"guests": 2},
    errors.CapacityBelowHeld: {"held": 7},
    errors.CapacityBelowParty: {"party": 3},
    errors.HasRegistrations: {"people": 5},
    errors.OffersDecide: {"until": NOON},
    errors.TooFewPlacesLeft: {"party": 3, "free": 2},
    errors.MoreThanRoomHolds: {"capacity": 40},
}


def in_language(refusal: type[Refusal], language: str) -> tuple[str, str]:
    with translation.override(language):
        raised = refusal(**VALUES.get(refusal, {}))
        return str(raised), raised.advice


def by_code(refusal: type[Refusal]) -> str:
    return refusal.code


@pytest.mark.parametrize("refusal", REFUSALS, ids=by_code)
@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_a_refusal_speaks_the_readers_language(refusal: type[Refusal], language: str) -> None:
    english, translated = in_language(refusal, "en"), in_language(refusal, language)

    assert all(translated)
    assert not set(english) & set(translated)


@pytest.mark.parametrize("refusal", REFUSALS, ids=by_code)
def test_a_refusal_fills_its_numbers_in(refusal: type[Refusal]) -> None:
    assert "%(" not in " ".join(
        in_language(refusal, "en") + in_language(refusal, "ko") + in_language(refusal, "zh-hans")
    )


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in REFUSALS]

    assert len(codes) == len(set(codes))
    assert "refused" not in codes
