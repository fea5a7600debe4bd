"""What this app holds about a person: the confidential things they opened or changed themselves.

Erasing an account leaves its entries: they say who saw other people's confidential data, and keeping that is a duty of
whoever handles such data (Personal Information Protection Law of China, articles 51 and 54). They hold no name, only
the number of an account that names nobody any more.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.audit.services import entries_by
from commons.lib import privacy


def export(user: Any) -> list[dict[str, Any]]:
    """The person's own acts, the newest first. Who looked at what is about them is for the app that holds it to say."""
    return [dict(entry) for entry in entries_by(user).values("at", "act", "subject", "reference", "reason")]


def erase(user: Any, at: datetime) -> int:  # noqa: ARG001  (the register's shape)
    """Leave the entries; see above."""
    return 0


privacy.register("access-log", title=_("Confidential things you opened or changed"), export=export, erase=erase)
