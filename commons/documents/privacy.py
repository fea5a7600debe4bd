"""What this app holds about a person: which files they added. Their content belongs to the app that asked for them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.documents.models import Document
from commons.lib import privacy


def export(user: Any) -> list[dict[str, Any]]:
    """Every file that the person added and that is still kept, the newest first."""
    return [
        {"name": document.name, "type": document.media_type, "bytes": document.size, "added": document.added_at}
        for document in Document.objects.kept().filter(added_by=user).order_by("-added_at")
    ]


def erase(user: Any, at: datetime) -> int:  # noqa: ARG001  (the register's shape)
    """Leave the files to the apps that own them, which know how long the law keeps them; forget who added them."""
    return Document.objects.filter(added_by=user).update(added_by=None)


privacy.register("documents", title=_("Files you added"), export=export, erase=erase)
