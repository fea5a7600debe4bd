"""The embedded servers that the tests themselves run on."""

from django.core.cache import cache
from django.db import connection


def test_the_tests_run_on_postgresql_18(db: None) -> None:
    assert connection.cursor().connection.server_version // 10000 == 18


def test_the_cache_is_a_real_valkey() -> None:
    cache.set("greeting", "annyeong")

    assert cache.get("greeting") == "annyeong"
