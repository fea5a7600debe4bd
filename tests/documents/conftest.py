"""Here the examiner itself is looked at."""

import pytest


@pytest.fixture(autouse=True)
def known_verdicts() -> None:
    """Have every file looked into, however well it is known."""
