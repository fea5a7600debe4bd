"""Both parties' signed copies: kept with their hash, and given out only while the hash holds."""

import hashlib
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from commons.documents import services as documents
from commons.documents.examination import examine
from commons.documents.models import Document
from institutions.errors.contracts import CopyNotPdf
from institutions.models import Contract, ContractCopy

if TYPE_CHECKING:
    from commons.accounts.models import User

PDF = "application/pdf"
logger = logging.getLogger(__name__)


class AlteredCopy(Exception):
    """The file is not the one that was signed. It is shown to nobody; an administrator has to look."""

    def __init__(self, copy: ContractCopy) -> None:
        super().__init__(f"The {copy.side} copy of contract {copy.contract_id} does not have the hash that was noted.")


def keep_copy(*, upload: File[Any], by: "User", at: datetime) -> tuple[Document, str]:
    """Examine the file and keep it encrypted; the document, and the SHA-256 of what was handed in.

    Called before any row is locked, for it takes a while. Raises CopyNotPdf or UnusableFile.
    """
    content, media_type = examine(upload)
    if media_type != PDF:
        raise CopyNotPdf
    return documents.keep(upload=upload, by=by, at=at), hashlib.sha256(content).hexdigest()


def add_copy(*, contract: Contract, side: str, kept: tuple[Document, str], by: "User", at: datetime) -> ContractCopy:
    """Put a kept file with the contract, whose row the caller has locked, as this party's copy."""
    document, digest = kept
    return contract.copies.create(side=side, document=document, sha256=digest, added_by=by, added_at=at)


def take_back_copies(*, contract: Contract, at: datetime) -> None:
    """Let go of the copies of a contract that is not signed by both; its row is locked."""
    for copy in contract.copies.select_related("document"):
        document = copy.document
        copy.delete()
        documents.remove(document=document, at=at)


def read_copy(copy: ContractCopy) -> bytes:
    """The whole copy, checked against the hash that was noted when it was handed in.

    Raises NotAvailable, or AlteredCopy when it is not the file that was signed.
    """
    content = b"".join(documents.open_content(copy.document))
    if hashlib.sha256(content).hexdigest() != copy.sha256:
        logger.error("The %s copy of contract %s is not the file that was signed", copy.side, copy.contract_id)
        raise AlteredCopy(copy)
    return content
