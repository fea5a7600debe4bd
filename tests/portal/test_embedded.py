"""The embedded servers: kept data, recovery, strangers spared, and the places they live in."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from django.core.cache import cache
from django.db import connection

from portal import embedded
from portal.embedded import places
from portal.embedded.ends import ends_within
from portal.embedded.engines import Postgres
from portal.embedded.places import Account, Places, Programs, forget_abandoned

ME = Account(os.getuid(), os.getgid())


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that the servers' account may enter, with a name that shells and sockets dislike."""
    with tempfile.TemporaryDirectory(prefix="hometown var ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def system_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for /var/lib, for an account that can enter nothing else."""
    monkeypatch.setattr(places, "SYSTEM_HOME", tmp_path / "lib")
    monkeypatch.setattr(Account, "reaches", lambda _account, _path: False)
    (tmp_path / "lib").mkdir()
    return tmp_path / "lib"


def ask(server: Postgres, statement: str) -> str:
    """Run a statement; return the first column of its last row."""
    database = psycopg2.connect(host=str(server.sockets), user="hometown", dbname="hometown")
    with database, database.cursor() as cursor:
        cursor.execute(statement)
        answer = cursor.fetchall()
    database.close()
    return str(answer[-1][0])


def test_the_tests_run_on_postgresql_18(db: None) -> None:
    assert connection.cursor().connection.server_version // 10000 == 18


def test_the_cache_is_a_real_valkey() -> None:
    cache.set("greeting", "annyeong")

    assert cache.get("greeting") == "annyeong"


def test_data_outlive_a_kill_of_the_servers(var: Path) -> None:
    with embedded.prepared(var) as (postgres, valkey):
        postgres.start()
        valkey.start()
        ask(postgres, "CREATE TABLE kept AS SELECT 'here' AS word; SELECT word FROM kept")
        for server in (postgres, valkey):
            assert server.process
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()

    with embedded.servers(var) as urls:
        assert ask(postgres, "SELECT word FROM kept") == "here"
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()


def test_orphans_are_stopped_before_the_next_start(var: Path) -> None:
    with embedded.prepared(var) as servers:
        for server in servers:
            server.start()
        orphans = [psutil.Process(server.process.pid) for server in servers if server.process]

    with embedded.prepared(var) as successors:
        for server in successors:
            server.stop_orphan()

    assert all(ends_within(orphan, 5) for orphan in orphans)


def test_a_stranger_with_the_number_in_the_pid_file_is_spared(var: Path) -> None:
    with (
        embedded.prepared(var) as servers,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger,
    ):
        for server in servers:
            server.pid_file.write_text(f"{stranger.pid}\n")
            server.stop_orphan()

            assert stranger.poll() is None
            assert not server.pid_file.exists()


def test_one_process_at_a_time_has_the_data(var: Path) -> None:
    with (
        embedded.prepared(var),
        pytest.raises(embedded.EmbeddedError, match="in use by another process"),
        embedded.prepared(var),
    ):
        pass


def test_data_of_another_version_are_refused(var: Path) -> None:
    with embedded.prepared(var) as (postgres, _valkey):
        (postgres.folder / "PG_VERSION").write_text("15\n")

        with pytest.raises(embedded.EmbeddedError, match=r"written by PostgreSQL 15, and this is 18: .* pg_dump"):
            postgres.start()


def test_text_is_ordered_by_code_point_and_korean_words_are_letters(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(word ORDER BY word) FROM unnest(ARRAY['b', 'a', 'B', '가', '中']) AS word")
        assert cursor.fetchone() == (["B", "a", "b", "中", "가"],)
        cursor.execute("SELECT to_tsvector('simple', '안녕，세계')::text")
        assert cursor.fetchone() == ("'세계':2 '안녕':1",)


def test_data_go_to_the_system_folder_when_the_account_cannot_enter(var: Path, system_home: Path) -> None:
    found = Places.under(var, ME)

    assert found.home.parent == system_home
    assert found.logs == var.resolve() / "log"
    assert (found.home / "postgres").stat().st_mode & 0o777 == 0o700


def test_programs_are_copied_when_the_account_cannot_run_them(system_home: Path) -> None:
    programs = Programs.readable_by(ME)

    assert programs.postgres.is_relative_to(system_home)
    for program in (programs.postgres, programs.postgres.with_name("initdb"), programs.valkey):
        assert subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def test_sockets_lie_in_a_short_folder_that_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("a very long name" * 8)))
    found = Places.under(tmp_path / ("long " * 40) / "var", None)

    assert len(os.fsencode(found.sockets)) < 60
    assert found.sockets.stat().st_mode & 0o777 == 0o700
    found.sockets.rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    first = Places.under(tmp_path, None)
    first.sockets.rmdir()
    first.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(embedded.EmbeddedError, match="belongs to another account"):
            Places.under(tmp_path, None)
    finally:
        first.sockets.unlink()


def test_what_a_killed_test_run_left_is_removed_and_what_is_in_use_stays() -> None:
    with embedded.throwaway_servers(database=False) as urls:
        in_use = Path(urls["REDIS_URL"].removeprefix("unix://")).parent.parent
        abandoned = Places.throwaway(None).home
        (abandoned / "servers.lock").touch()

        forget_abandoned()

        assert in_use.exists()
        assert not abandoned.exists()


def test_places_that_their_own_run_removes_meanwhile_stop_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / f"{places.THROWAWAY_PREFIX}gone"
    abandoned = Places.throwaway(None).home
    (abandoned / "servers.lock").touch()
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: [gone, abandoned])

    forget_abandoned()

    assert not abandoned.exists()


def test_valkey_forgets_nothing_that_it_was_told(var: Path) -> None:
    with embedded.servers(var) as urls:
        redis.Redis.from_url(urls["REDIS_URL"]).set("word", "here")

    with embedded.servers(var) as urls:
        assert redis.Redis.from_url(urls["REDIS_URL"]).get("word") == b"here"


def test_addresses_are_known_without_starting_anything(var: Path) -> None:
    with embedded.prepared(var) as (postgres, valkey):
        assert embedded.urls(var) == {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
