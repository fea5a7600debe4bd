"""Sample data: a district to try the portal on.

The texts are in `data/*.toml`, the pictures are drawn by `pictures.py`; `loading.load` brings all of it into the
database. What is made up says so, names nobody real and uses addresses under example.org.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from commons.lib.languages import Language, suffix

PASSWORD = "hometown-sample-2026"  # noqa: S105 - printed at the start of a development portal, never used elsewhere


class SignIn(NamedTuple):
    """A sample account that one may sign in with; `resident-ko` reads Korean."""

    role: str
    email: str
    password: str


@cache
def read(name: str) -> dict[str, Any]:
    """What `data/<name>.toml` says."""
    return tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text(encoding="utf-8"))


SIGN_INS = [SignIn(person["role"], person["email"], PASSWORD) for person in read("people")["sign_in"]]


def by_code(texts: dict[str, str]) -> dict[str, str]:
    """Texts under `zh`, `en` and `ko`, by the portal's language codes; a missing one is left out."""
    keys = {"zh-hans": "zh", "en": "en", "ko": "ko"}
    return {code: texts[keys[code]].strip() for code in Language.values if keys[code] in texts}


def columns(field: str, texts: dict[str, str]) -> dict[str, str]:
    """The same texts as the columns of a translated field."""
    return {f"{field}_{suffix(code)}": text for code, text in by_code(texts).items()}
