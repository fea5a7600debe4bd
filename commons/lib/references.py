"""Public references such as `R-7KQ4-2M9X`: short enough to read out on the phone, impossible to count up."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without those that look alike (0 O, 1 I L)."""


def new_reference(prefix: str) -> str:
    """A random reference with about 39 bits; the database's unique constraint settles the rare clash."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def normalise(reference: str) -> str:
    """What a person typed, in the form in which references are stored."""
    return reference.strip().upper().replace(" ", "")
