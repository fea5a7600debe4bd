"""Throw-away servers for one test run. Loaded with `-p`, before the settings read the environment.

The processes of a parallel run share one PostgreSQL, in which pytest-django gives each its own database. Each process
has a Valkey of its own, so that a test may empty it.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import embedded

STACK = contextlib.ExitStack()


def is_parallel_worker() -> bool:
    """Tell whether this process was started by pytest-xdist."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start what this process needs; around the hook in which pytest-django loads the settings."""
    urls = STACK.enter_context(embedded.throwaway_servers(database=not is_parallel_worker()))
    var = Path(STACK.enter_context(tempfile.TemporaryDirectory(prefix="hometown-var-")))
    os.environ.update(urls, ENVIRONMENT="test", VAR_DIR=str(var))
    for name in (
        "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "DEBUG", "MEDIA_ROOT", "PRIVATE_ROOT",
        "DOCUMENT_KEYS", "DOCUMENT_INDEX_KEY", "DOCUMENT_SCANNER",
    ):  # fmt: skip
        os.environ.pop(name, None)
    try:
        return (yield)
    except BaseException:
        STACK.close()
        raise


def pytest_unconfigure() -> None:
    """Stop the servers when the run is over, also after Ctrl-C."""
    STACK.close()
