"""One transaction around a service, and refusals for what the database says at its edge."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from commons.lib.errors import Refusal

P = ParamSpec("P")
R = TypeVar("R")

DEADLOCK_DETECTED = "40P01"
SERIALIZATION_FAILURE = "40001"


def one_transaction(
    *, refusals: Mapping[str, type[Refusal]], busy: type[Refusal]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a service in one transaction, and turn what the database says into refusals.

    `refusals` says what a violated constraint (unique, check or exclusion) means, by its name; others stay errors.
    A deadlock or a serialization failure rolled everything back, so the service is tried once more when no outer
    transaction holds other work; after that it is refused with `busy`.
    """

    def around(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            tries = 1 if connection.in_atomic_block else 2
            while True:
                tries -= 1
                try:
                    with transaction.atomic():
                        return service(*args, **kwargs)
                except OperationalError as error:
                    if _code(error) not in {DEADLOCK_DETECTED, SERIALIZATION_FAILURE}:
                        raise
                    if not tries:
                        raise busy from error
                except IntegrityError as error:
                    if refusal := refusals.get(_constraint(error)):
                        raise refusal from error
                    raise

        return run

    return around


def _code(error: Exception) -> str:
    """The SQLSTATE of what the database said."""
    return getattr(error.__cause__, "pgcode", "") or ""


def _constraint(error: Exception) -> str:
    """The name of the constraint that was violated."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
