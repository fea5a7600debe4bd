"""Public references such as `R-7KQ4-2M9X`: short enough to read out on the phone, impossible to count up."""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without those that look alike (0 O, 1 I L)."""
_TYPED = re.compile(rf"([A-Z])([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


def new_reference(prefix: str) -> str:
    """A random reference with about 39 bits; the database's unique constraint settles the rare clash."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def normalise(reference: str) -> str:
    """What a person typed, in the form in which references are stored.

    Spaces, dashes of every keyboard, or none, and full-width letters are all the same reference.
    """
    typed = "".join(unicodedata.normalize("NFKC", reference).upper().split())
    found = _TYPED.fullmatch("".join(letter for letter in typed if unicodedata.category(letter) != "Pd"))
    return "-".join(found.groups()) if found else typed
