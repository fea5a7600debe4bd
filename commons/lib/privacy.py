"""The register of what the portal holds about a person: one holding for each app that keeps some.

An app declares its holding in `<app>/privacy.py` and registers it from `AppConfig.ready()`. Export, erasure and the
nightly retention walk the register, so that an app is never forgotten when a person asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise

Exported = dict[str, Any] | Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one app holds about a person, and how it lets go of it.

    `export(user)` returns plain values (dates and times included) for the person's own copy. `erase(user, at)`
    removes or anonymises it, in the caller's transaction. `expire(at)`, when given, lets go of everything that is
    older than `keep` at that moment, and returns how many rows it touched.
    """

    name: str
    title: str | Promise
    export: Callable[[Any], Exported]
    erase: Callable[[Any, datetime], object]
    keep: timedelta | None = None
    expire: Callable[[datetime], int | None] | None = None


_holdings: dict[str, Holding] = {}


def register(
    name: str,
    *,
    export: Callable[[Any], Exported],
    erase: Callable[[Any, datetime], object],
    title: str | Promise = "",
    keep: timedelta | None = None,
    expire: Callable[[datetime], int | None] | None = None,
) -> Holding:
    """Add an app's holding; the same name again replaces it."""
    holding = Holding(name=name, title=title or name, export=export, erase=erase, keep=keep, expire=expire)
    _holdings[name] = holding
    return holding


def registry() -> tuple[Holding, ...]:
    """Every holding, in the order in which the apps were loaded: what others build on comes first.

    Erasure walks it backwards, so that an app can still read what it depends on.
    """
    return tuple(_holdings.values())
