"""Who somebody is in each part of the portal: every app says what it asks, and all is asked at once.

The navigation of the desk wants to know it on every page; one statement answers for all the apps.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Exists, Q
from django.db.models.expressions import BaseExpression, Combinable

if TYPE_CHECKING:
    from commons.accounts.models import User

R = TypeVar("R")
Questions = Mapping[str, BaseExpression | Combinable]
_parts: "list[Part[Any]]" = []


class Part(Generic[R]):
    """The roles of one app: what they are for a stranger, what is asked of a person's row, and what follows from it."""

    def __init__(
        self, name: str, *, nobody: R, ask: Callable[[], Questions], build: "Callable[[User, Mapping[str, Any]], R]"
    ) -> None:
        """`ask` gives annotations of a person's row by name; `build` makes the roles of what they came to."""
        self.name = name
        self.nobody = nobody
        self.ask = ask
        self.build = build
        _parts.append(self)

    def of(self, user: Any) -> R:
        """The roles of a person or visitor; remembered on the object, as Django remembers permissions."""
        if not user.is_authenticated or not user.is_active:
            return self.nobody
        known: dict[str, Any] | None = getattr(user, "_roles", None)
        if known is None or self.name not in known:
            known = user._roles = _ask_all(user)
        return known[self.name]


def holds(permission: str, *, person: Any) -> Exists:
    """Whether a person, given by their key or a reference to it, or a group of theirs, has the permission."""
    app_label, codename = permission.split(".")
    granted = Permission.objects.filter(
        Q(user=person) | Q(group__user=person), content_type__app_label=app_label, codename=codename
    )
    return Exists(granted)


@cache
def _statement() -> tuple[list[str], str, tuple[Any, ...]]:
    """What is asked by name, and the statement that asks it of everybody, with its parameters.

    Written once in a process: writing it costs several times what PostgreSQL takes to answer it.
    """
    questions = {f"{part.name}_{name}": question for part in _parts for name, question in part.ask().items()}
    everybody = get_user_model().objects.order_by().annotate(**questions).values_list(*questions)
    return list(questions), *everybody.query.sql_with_params()


def _ask_all(user: "User") -> dict[str, Any]:
    names, statement, parameters = _statement()
    with connection.cursor() as cursor:
        cursor.execute(f'{statement} WHERE "accounts_user"."id" = %s', [*parameters, user.pk])
        answers = cursor.fetchone()
    if answers is None:
        return {part.name: part.nobody for part in _parts}
    found = dict(zip(names, answers, strict=True))
    return {part.name: part.build(user, _own(part, found)) for part in _parts}


def _own(part: Part[Any], found: Mapping[str, Any]) -> dict[str, Any]:
    prefix = f"{part.name}_"
    return {name.removeprefix(prefix): answer for name, answer in found.items() if name.startswith(prefix)}
