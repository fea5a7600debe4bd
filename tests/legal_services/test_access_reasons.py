"""The reasons in the access log are read in the reader's words."""

import pytest
from django.utils.translation import override

from legal_services.access_reasons import in_words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("opened", "建立事项"),
        ("no-show", "未到"),
        ("conflict check: clear", "利益冲突检查：未发现冲突"),
        ("assigned: advises", "指派：法律顾问"),
        ("merged: P-7UJD-TAYS into P-5M59-XWJY", "P-7UJD-TAYS 并入 P-5M59-XWJY"),
        ("准备周一的会面", "准备周一的会面"),
        ("role: nobody", "role: nobody"),
        ("", ""),
    ],
)
def test_a_code_is_told_in_words_and_a_persons_reason_as_it_is(reason: str, words: str) -> None:
    with override("zh-hans"):
        assert in_words(reason) == words
