"""References are found however they are typed."""

import pytest

from commons.lib.references import new_reference, normalise


@pytest.mark.parametrize(
    "typed",
    [
        "A-7KQ4-2M9X", " a-7kq4-2m9x ", "a7kq42m9x", "A 7KQ4 2M9X", "A7KQ4-2M9X", "A–7KQ4–2M9X",
        "Ａ－７ＫＱ４－２Ｍ９Ｘ", "A ‑ 7KQ4 ‑ 2M9X",
    ],
)  # fmt: skip
def test_a_reference_is_found_however_it_is_typed(typed: str) -> None:
    assert normalise(typed) == "A-7KQ4-2M9X"


def test_a_new_reference_is_in_its_form_already() -> None:
    reference = new_reference("R")

    assert normalise(reference) == reference


@pytest.mark.parametrize("typed", ["", "-", "A-7KQ4", "I-2222-2222X", "A-0000-0000"])
def test_what_is_no_reference_stays_as_it_was_typed(typed: str) -> None:
    assert normalise(typed) == typed
