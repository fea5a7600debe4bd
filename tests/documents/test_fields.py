"""Confidential columns: what the database sees, and what the portal reads."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.forms import modelform_factory
from django.test.utils import isolate_apps

from commons.documents import cipher
from commons.documents.cipher import CannotDecrypt
from commons.documents.fields import EncryptedJSONField, EncryptedTextField, Sealed
from commons.documents.models import Document
from tests.documents.keys import NEW_KEY

pytestmark = pytest.mark.django_db
SECRET = "주민 하나씨의 사정 — 机密 🔒"


@pytest.fixture
def note() -> Iterator[Any]:
    """A model of its own with confidential fields, for one test."""
    with isolate_apps("commons.documents"):

        class Note(models.Model):
            title = models.CharField(max_length=20, blank=True)
            text = EncryptedTextField("what happened", max_length=5000, blank=True, null=True)
            answers = EncryptedJSONField("answers", null=True, blank=True)

            class Meta:
                app_label = "documents"
                constraints = [
                    models.CheckConstraint(
                        condition=models.Q(title="") | models.Q(text__is_empty=False), name="note_with_title_has_text"
                    )
                ]

            def __str__(self) -> str:
                return self.title

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note


def column(model: Any, name: str) -> list[bytes | None]:
    """What the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
        return [None if value is None else bytes(value) for (value,) in cursor.fetchall()]


def test_the_database_never_sees_the_text(note: Any) -> None:
    note.objects.create(text=SECRET)

    (stored,) = column(note, "text")

    assert stored
    assert SECRET.encode() not in stored
    assert stored.startswith(b"gAAAA")
    assert note.objects.get().text == SECRET


def test_null_stays_null_and_empty_stays_empty(note: Any) -> None:
    note.objects.create(text=None)
    note.objects.create(text="")

    assert column(note, "text") == [None, b""]
    assert [row.text for row in note.objects.order_by("pk")] == [None, ""]


def test_the_length_of_a_token_tells_the_blocks_only() -> None:
    lengths = {len(cipher.encrypt_text("x" * length)) for length in range(1, 64)}

    assert len(lengths) == 1
    assert len(cipher.encrypt_text("x" * 64)) not in lengths


def test_the_same_text_is_never_the_same_token(note: Any) -> None:
    note.objects.create(text=SECRET)
    note.objects.create(text=SECRET)

    assert len(set(column(note, "text"))) == 2


def test_lists_that_do_not_show_it_do_not_pay(note: Any) -> None:
    note.objects.create(text=SECRET)

    with patch("commons.documents.cipher.decrypt", side_effect=AssertionError):
        rows = list(note.objects.all())

    assert rows[0].text == SECRET
    with patch("commons.documents.cipher.decrypt", side_effect=AssertionError):
        assert rows[0].text == SECRET


def test_a_deferred_text_is_read_when_it_is_asked_for(note: Any) -> None:
    note.objects.create(text=SECRET)

    assert note.objects.defer("text").get().text == SECRET


def test_saving_leaves_a_text_as_it_was_that_nobody_read(note: Any) -> None:
    note.objects.create(text=SECRET)
    before = column(note, "text")

    row = note.objects.get()
    row.title = "x"
    row.save()

    assert column(note, "text") == before


def test_a_changed_text_is_saved(note: Any) -> None:
    row = note.objects.create(text=SECRET)

    row.text = "another"
    row.save(update_fields=["text"])
    assert note.objects.get().text == "another"
    note.objects.update(text="a third")
    assert note.objects.get().text == "a third"
    row.refresh_from_db()
    row.text = "a fourth"
    note.objects.bulk_update([row], ["text"])
    assert note.objects.get().text == "a fourth"
    assert all(token and token.startswith(b"gAAAA") for token in column(note, "text"))


def test_what_values_gives_does_not_show_itself(note: Any) -> None:
    note.objects.create(text=SECRET)

    (value,) = note.objects.values_list("text", flat=True)

    assert isinstance(value, Sealed)
    assert SECRET not in f"{value} {value!r}"
    assert value.open() == SECRET


@pytest.mark.parametrize("lookup", ["", "__contains", "__icontains", "__in", "__gt", "__regex", "__startswith"])
def test_it_cannot_be_searched(note: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        note.objects.filter(**{f"text{lookup}": "x"}).exists()


def test_it_can_be_asked_whether_anything_is_written(note: Any) -> None:
    for text in (None, "", SECRET):
        note.objects.create(text=text)

    assert note.objects.filter(text__isnull=True).count() == 1
    assert note.objects.filter(text__is_empty=True).count() == 2
    assert note.objects.filter(text__is_empty=False).get().text == SECRET


def test_a_constraint_can_want_a_text(note: Any) -> None:
    note(title="Titled", text=SECRET).full_clean()

    with pytest.raises(ValidationError):
        note(title="Titled", text="").full_clean()


def test_json_is_kept_whole(note: Any) -> None:
    note.objects.create(answers={"born": date(1990, 1, 2), "이름": ["하나", None, 1.5]})

    (stored,) = column(note, "answers")
    assert "하나".encode() not in (stored or b"")
    assert note.objects.get().answers == {"born": "1990-01-02", "이름": ["하나", None, 1.5]}


def test_forms_ask_for_it_as_for_any_text(note: Any) -> None:
    form_class = modelform_factory(note, fields=["text", "answers"])
    row = note.objects.create(text=SECRET, answers={"a": 1})

    assert SECRET in str(form_class(instance=note.objects.get())["text"])
    assert "<textarea" in str(form_class()["text"])
    assert form_class({"text": "x" * 5001}).errors
    form = form_class({"text": "new", "answers": '{"b": 2}'}, instance=row)
    assert form.is_valid()
    form.save()
    assert (note.objects.get().text, note.objects.get().answers) == ("new", {"b": 2})


def test_a_missing_key_is_said_clearly(note: Any, settings: Any) -> None:
    note.objects.create(text=SECRET)
    settings.DOCUMENT_KEYS = [NEW_KEY]

    row = note.objects.get()

    with pytest.raises(CannotDecrypt, match=r"documents\.Note\.text cannot be decrypted.*DOCUMENT_KEYS"):
        _ = row.text


def test_a_changed_token_is_noticed(note: Any) -> None:
    note.objects.create(text=SECRET)
    token = column(note, "text")[0] or b""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {note._meta.db_table} SET text = %s", [token[:-10] + b"AAAAAAAAAA"])  # noqa: S608

    with pytest.raises(CannotDecrypt):
        _ = note.objects.get().text


@isolate_apps("commons.documents")
def test_uniqueness_and_indexes_are_refused_at_start() -> None:
    class Wrong(models.Model):
        text = EncryptedTextField(unique=True)

        class Meta:
            app_label = "documents"

        def __str__(self) -> str:
            return ""

    assert "documents.E001" in {found.id for found in Wrong.check(databases=["default"])}


def test_the_field_is_written_into_migrations_by_its_own_name() -> None:
    path, arguments, options = Document._meta.get_field("name").deconstruct()[1:]

    assert (path, list(arguments)) == ("commons.documents.fields.EncryptedTextField", [])
    assert "max_length" not in options


def test_equal_values_have_equal_indexes_for_the_same_purpose_only() -> None:
    index = cipher.blind_index("Kim  Hana ", purpose="legal.person.name")

    assert index == cipher.blind_index("ＫＩＭ hana", purpose="legal.person.name")
    assert index != cipher.blind_index("Kim Hana", purpose="legal.person.alias")
    assert len(index) == 64


def test_an_index_depends_on_its_key(settings: Any) -> None:
    index = cipher.blind_index("x", purpose="p")

    settings.DOCUMENT_INDEX_KEY = "another key, of thirty-two characters"

    assert cipher.blind_index("x", purpose="p") != index
