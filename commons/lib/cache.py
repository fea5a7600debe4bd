"""A cache that may be gone: pages and sign-in work on without it."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)

Method = TypeVar("Method", bound=Callable[..., Any])
PAUSE_SECONDS = 3.0
"""For so long after a failed call the server is not asked again: one slow page, not every page."""


def _or(fallback: Callable[..., Any]) -> Callable[[Method], Method]:
    """Answer with the fallback while the server is out of reach."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def guarded(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < ForgivingRedisCache.resting_until:
                return fallback(*args, **kwargs)
            try:
                return method(self, *args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError) as error:
                ForgivingRedisCache.resting_until = time.monotonic() + PAUSE_SECONDS
                logger.warning("The cache is out of reach: %s", error)
                return fallback(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def _miss(*args: Any, **kwargs: Any) -> Any:
    """What `get(key, default)` answers for a key that is not there."""
    return kwargs.get("default", args[1] if len(args) > 1 else None)


def _no_such_key(*args: Any, **kwargs: Any) -> int:
    message = f"Key {args[0] if args else kwargs.get('key')!r} not found."
    raise ValueError(message)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which a lost server is a cache that holds nothing.

    `add` says yes then, so that a lock or a rate limit built on the cache lets people through instead of shutting
    everybody out. `incr` raises ValueError as for any missing key.
    """

    resting_until: ClassVar[float] = 0.0

    add = _or(lambda *_a, **_k: True)(RedisCache.add)
    get = _or(_miss)(RedisCache.get)
    set = _or(lambda *_a, **_k: None)(RedisCache.set)
    touch = _or(lambda *_a, **_k: False)(RedisCache.touch)
    delete = _or(lambda *_a, **_k: False)(RedisCache.delete)
    get_many = _or(lambda *_a, **_k: {})(RedisCache.get_many)
    has_key = _or(lambda *_a, **_k: False)(RedisCache.has_key)
    incr = _or(_no_such_key)(RedisCache.incr)
    set_many = _or(lambda keys, *_a, **_k: list(keys))(RedisCache.set_many)
    delete_many = _or(lambda *_a, **_k: None)(RedisCache.delete_many)
    clear = _or(lambda *_a, **_k: False)(RedisCache.clear)
