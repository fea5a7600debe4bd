"""A document is kept encrypted, opened piece by piece, and removed without a trace of its content."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commons.documents import errors, services
from commons.documents.models import Document, private_storage
from tests.documents.files import a_pdf, an_image, make_document, uploaded
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_what_was_sent() -> None:
    content = a_pdf(3)
    resident = make_resident()

    document = services.keep(upload=uploaded(content), by=resident, at=NOON)

    document = Document.objects.get(pk=document.pk)
    assert b"".join(services.open_content(document)) == content
    assert (document.name, document.media_type, document.size) == ("contract.pdf", "application/pdf", len(content))
    assert (document.added_by, document.added_at, document.is_available) == (resident, NOON, True)
