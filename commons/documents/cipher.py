"""The one place that touches keys: authenticated encryption with `DOCUMENT_KEYS`, and blind indexes for equality.

A token is a Fernet token (AES-128-CBC with HMAC-SHA256: https://github.com/fernet/spec). The first key encrypts,
every key decrypts.
"""

import hashlib
import hmac
import unicodedata
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.padding import PKCS7
from django.conf import settings
from django.core.signals import setting_changed

BLOCK_BYTES = 64
"""Texts are padded to a multiple of this, so that the length of a token tells little about the text in it."""


class CannotDecrypt(Exception):
    """No key of `DOCUMENT_KEYS` fits, or the bytes were changed. Somebody who runs the portal has to look at it."""

    def __init__(self, what: str = "A stored text") -> None:
        super().__init__(
            f"{what} cannot be decrypted: it was changed, or the key that it was written with is missing from "
            "DOCUMENT_KEYS (see docs/running.md, Keys)."
        )


def encrypt(content: bytes) -> bytes:
    """A token of the content, made with the newest key."""
    return _keyring().encrypt(content)


def decrypt(token: bytes) -> bytes:
    """The content of a token, whichever of the keys it was made with. Raises CannotDecrypt."""
    try:
        return _keyring().decrypt(token)
    except InvalidToken as error:
        raise CannotDecrypt from error


def rotate(token: bytes) -> bytes:
    """The same content in a token of the newest key. Raises CannotDecrypt."""
    try:
        return _keyring().rotate(token)
    except InvalidToken as error:
        raise CannotDecrypt from error


def is_current(token: bytes) -> bool:
    """Whether the token was made with the newest key."""
    try:
        _newest().decrypt(token)
    except InvalidToken:
        return False
    return True


def encrypt_text(text: str) -> bytes:
    """A token of the text, whose length tells only how many blocks of 64 bytes it fills."""
    padder = PKCS7(BLOCK_BYTES * 8).padder()
    return encrypt(padder.update(text.encode()) + padder.finalize())


def decrypt_text(token: bytes) -> str:
    """The text of a token of `encrypt_text`. Raises CannotDecrypt."""
    unpadder = PKCS7(BLOCK_BYTES * 8).unpadder()
    padded = decrypt(token)
    try:
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError as error:
        raise CannotDecrypt from error


def blind_index(value: str, *, purpose: str) -> str:
    """64 hex digits by which equal values are found without being readable: HMAC-SHA256 under `DOCUMENT_INDEX_KEY`.

    Width, case and spaces at the ends or doubled do not matter. `purpose` names the column, as in
    `"legal.person.phone"`, so that the same value in two columns cannot be recognised as the same.
    """
    plain = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    key = hmac.new(settings.DOCUMENT_INDEX_KEY.encode(), purpose.encode(), hashlib.sha256).digest()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


@cache
def _keyring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DOCUMENT_KEYS])


@cache
def _newest() -> Fernet:
    return Fernet(settings.DOCUMENT_KEYS[0])


def _forget_keys(*, setting: str, **_signal: Any) -> None:
    if setting == "DOCUMENT_KEYS":
        _keyring.cache_clear()
        _newest.cache_clear()


setting_changed.connect(_forget_keys)
