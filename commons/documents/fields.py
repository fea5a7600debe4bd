"""Fields whose column holds a token that only the portal's keys open.

The text is decrypted when it is first read from the instance, so that lists that do not show it do not pay. NULL stays
NULL and the empty text stays empty bytes: that something was written is no secret, and a constraint can require it.
Nothing can be searched or compared in the database but that (`isnull`, `is_empty`); for equality, keep a
`cipher.blind_index` beside the field.
"""

import json
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from commons.documents import cipher

LOOKUPS = ("isnull", "is_empty")


class Sealed:
    """A stored token that nobody has opened yet; what `values()` gives. It never shows what is in it by itself."""

    __slots__ = ("is_json", "token")

    def __init__(self, token: bytes, *, is_json: bool) -> None:
        self.token = token
        self.is_json = is_json

    def __repr__(self) -> str:
        return "(sealed)"

    def open(self, what: str = "A stored text") -> Any:
        """The text or the JSON value. Raises CannotDecrypt."""
        if not self.token:
            return ""
        try:
            text = cipher.decrypt_text(self.token)
        except cipher.CannotDecrypt as error:
            raise cipher.CannotDecrypt(what) from error
        return json.loads(text) if self.is_json else text


class OpenedAttribute(DeferredAttribute):
    """Decrypts when the attribute is read, and remembers what it read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = value.open(str(self.field))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field[Any, Any]):
    """What encrypted fields share: a bytea column, a lazy attribute, no lookups."""

    descriptor_class = OpenedAttribute
    is_confidential = True
    """Administration sites that would show it are refused by a system check."""
    holds_json = False

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Also refuse uniqueness and indexes: two tokens of one text are never equal."""
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            hint = "Keep a cipher.blind_index of the value in a field of its own."
            found.append(checks.Error("An encrypted field can't be unique or indexed.", hint, self, "documents.E001"))
        return found

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in LOOKUPS:
            return super().get_lookup(lookup_name)
        message = f"{self} is encrypted: it cannot be searched, sorted out or compared by {lookup_name!r}."
        raise FieldError(message)

    def from_db_value(self, value: Any, *_database: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value), is_json=self.holds_json)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # What nobody has read is written back as it was found.
        unread = model_instance.__dict__.get(self.attname)
        return unread if isinstance(unread, Sealed) else super().pre_save(model_instance, add)

    def get_prep_value(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else super().get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if value is None:
            return None
        token = value.token if isinstance(value, Sealed) else self.sealed(value)
        return connection.Database.Binary(token)

    def sealed(self, value: Any) -> bytes:
        """What the column holds for the value."""
        raise NotImplementedError


class EncryptedTextField(EncryptedField, models.TextField[Any, Any]):
    """Confidential text. `max_length` counts characters and is checked by forms and validation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def sealed(self, value: Any) -> bytes:
        return cipher.encrypt_text(value) if value else b""


class EncryptedJSONField(EncryptedField):
    """A confidential JSON value; dates and decimals become text. Read it anew rather than changing it in place."""

    empty_strings_allowed = False
    holds_json = True

    def sealed(self, value: Any) -> bytes:
        return cipher.encrypt_text(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, "encoder": DjangoJSONEncoder, **kwargs})

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)


@EncryptedField.register_lookup
class IsEmpty(models.Lookup[bool]):
    """`narrative__is_empty=True`: nothing is written there; NULL counts as nothing."""

    lookup_name = "is_empty"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, params = self.process_lhs(compiler, connection)
        sign = "=" if self.rhs else ">"
        return f"octet_length(coalesce({column}, ''::bytea)) {sign} 0", list(params)
