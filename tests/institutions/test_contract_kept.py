"""Once both have signed, the database changes nothing of the contract, its copies and their files, whoever asks."""

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, connection, transaction

from commons.documents.models import private_storage
from commons.documents.services import remove
from commons.documents.services.rotation import rotate_all
from commons.documents.services.scanning import scan_due
from institutions.models import Contract
from institutions.services import contracts
from institutions.services.contract_copies import read_copy
from tests.documents.files import a_pdf, make_document, uploaded
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.contracts import countersigned, signed

pytestmark = pytest.mark.django_db
MAY_CHANGE = {"id", "state", "state_since", "terminated_by_id", "terminated_at", "termination_reason"}
OTHERWISE = {
    "date": "'2030-01-01'", "timestamp with time zone": "now()", "integer": "7", "bigint": "NULL", "smallint": "7",
    "text": "'else'", "character varying": "'else'",
}  # fmt: skip


def refused(sql: str, *values: object) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Foreign keys are looked at now: a table with some still to check is not truncated anyhow.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql, values)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return "refused" in str(error) or "does not move" in str(error)
    return False


def columns_of(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table])
        return list(cursor.fetchall())


def test_no_column_of_a_signed_contract_changes_by_sql() -> None:
    contract = countersigned()
    columns = [(name, kind) for name, kind in columns_of("institutions_contract") if name not in MAY_CHANGE]
    assert len(columns) >= 18

    changeable = [
        name
        for name, kind in columns
        if not refused(f"UPDATE institutions_contract SET {name} = {OTHERWISE[kind]} WHERE id = %s", contract.pk)  # noqa: S608
    ]

    # Two are empty as they are, and made empty once more.
    assert set(changeable) <= {"renews_id"}


@pytest.mark.parametrize("state", ["drafted", "signed", "dropped", "countersigned", "renewed"])
def test_signed_contract_goes_only_on_to_what_the_table_names(state: str) -> None:
    contract = countersigned()

    assert refused("UPDATE institutions_contract SET state = %s WHERE id = %s", state, contract.pk)


def test_signed_contract_is_not_deleted() -> None:
    contract = countersigned()

    assert refused("DELETE FROM institutions_contract WHERE id = %s", contract.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk)._raw_delete("default")


@pytest.mark.parametrize("table", ["institutions_contract", "institutions_contractcopy", "documents_document"])
def test_tables_with_contracts_are_not_emptied(table: str) -> None:
    countersigned()

    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "change", ["sha256 = repeat('0', 64)", "side = 'institution'", "added_at = now()", "added_by_id = NULL"]
)
def test_copy_of_a_signed_contract_does_not_change(change: str) -> None:
    copy = countersigned().copies.get(side="district")

    assert refused(f"UPDATE institutions_contractcopy SET {change} WHERE id = %s", copy.pk)  # noqa: S608


def test_copy_of_a_signed_contract_is_neither_deleted_added_nor_exchanged() -> None:
    contract, other = countersigned(), signed()
    copy = contract.copies.get(side="district")

    assert refused("DELETE FROM institutions_contractcopy WHERE id = %s", copy.pk)
    assert refused("UPDATE institutions_contractcopy SET document_id = %s WHERE id = %s", make_document().pk, copy.pk)
    assert refused(
        "UPDATE institutions_contractcopy SET contract_id = %s WHERE contract_id = %s", contract.pk, other.pk
    )


@pytest.mark.parametrize(
    "change", ["size = 1", "digest = 'x'", "removed_at = now(), stored_as = ''", "scan = 'refused'"]
)
def test_file_of_a_signed_contract_does_not_change(change: str) -> None:
    document = countersigned().copies.get(side="district").document

    assert refused(f"UPDATE documents_document SET {change} WHERE id = %s", document.pk)  # noqa: S608
    assert refused("DELETE FROM documents_document WHERE id = %s", document.pk)


def test_file_of_a_signed_contract_is_not_removed_by_the_service_either() -> None:
    document = countersigned().copies.get(side="district").document

    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        remove(document=document, at=NOON)
    assert private_storage().exists(document.stored_as)


def test_new_key_reaches_signed_copies(settings: object) -> None:
    contract = countersigned()
    before = {copy.side: (copy.document.stored_as, read_copy(copy)) for copy in contract.copies.all()}
    keys: list[str] = settings.DOCUMENT_KEYS  # type: ignore[attr-defined]
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode(), *keys]  # type: ignore[attr-defined]

    rotate_all()

    for copy in contract.copies.all():
        stored_as, content = before[copy.side]
        assert copy.document.stored_as != stored_as
        assert read_copy(copy) == content


def test_scanner_does_not_judge_a_signed_file_twice() -> None:
    document = countersigned().copies.get(side="district").document

    assert refused("UPDATE documents_document SET scan = 'pending', scan_due_at = now() WHERE id = %s", document.pk)


def test_scanner_finishes_with_a_copy_that_came_with_the_last_signature(settings: object) -> None:
    contract = signed()
    settings.DOCUMENT_SCANNER = "tests.institutions.test_contract_kept.finds_nothing"  # type: ignore[attr-defined]
    contracts.countersign(contract=contract, upload=uploaded(a_pdf(3)), by=making.make_officer(), at=NOON)
    document = contract.copies.get(side="district").document
    assert document.scan == "pending"

    scan_due(at=NOON)

    document.refresh_from_db()
    assert document.scan == "clean"


def finds_nothing(pieces: object) -> str:
    """A scanner that is content."""
    return ""
