"""How much a page takes that asks for documents."""

from django.conf import settings

from commons.lib.uploads import takes_files


def most_bytes() -> int:
    """As many files as an owner may have, each as large as it may be."""
    return int(settings.DOCUMENT_MAX_NUMBER * settings.DOCUMENT_MAX_BYTES)


takes_documents = takes_files(most_bytes)
"""Mark a view whose form has an UploadField: a request to any other may bring about as much as one picture weighs."""
