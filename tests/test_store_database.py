"""The database itself: how it is opened, written by one and read by many, and what its faults say."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from stores import FEED_URL, NOON, Desk, PostgreSQL, article, entry, new_sqlite

from monitor.errors import NotFound, StoreError
from monitor.model import FeedId
from monitor.store import backup, engines, queries
from monitor.store.database import Database
from monitor.store.engines import Role, make_engine, parse_url, sqlite_url
from monitor.store.faults import StoreUnavailable
from monitor.store.feeds import NewFeed, add_feed, load_feed
from monitor.store.migrations import upgrade
from monitor.store.queries import list_feeds
from monitor.store.records import load_setting, save_setting
from monitor.store.schema import settings


def put(connection, key: str, value: object = 1) -> None:
    connection.execute(insert(settings).values(key=key, value=value))


def keys(connection) -> list[str]:
    return list(connection.execute(select(settings.c.key).order_by(settings.c.key)).scalars())


# --- Connections ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_every_sqlite_connection_is_set_up(sqlite_file_url: str, role: Role):
    engine = make_engine(parse_url(sqlite_file_url), role, 3)
    connections = [engine.connect() for _ in range(3 if role is Role.READER else 1)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": engines.BUSY_TIMEOUT_MS,
        }
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0
        checkpoints = connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar()
        assert bool(checkpoints) is (role is Role.WRITER)
        connection.close()
    engine.dispose()


def test_a_reader_cannot_write(desk: Desk):
    with pytest.raises(StoreError):
        desk.read(put, "x")
    assert desk.read(keys) == []


def test_a_naive_time_is_refused(desk: Desk):
    with pytest.raises(StoreError, match="has no zone"):
        desk.write(add_feed, NewFeed(FEED_URL), NOON.replace(tzinfo=None))


def test_a_command_sees_its_own_writes_and_undoes_them_on_an_error(desk: Desk):
    def put_and_fail(connection) -> None:
        put(connection, "x")
        assert keys(connection) == ["x"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.write(put_and_fail)
    assert desk.read(keys) == []


def test_settings_are_remembered_by_name(desk: Desk):
    assert desk.read(load_setting, "clock") is None
    for value in ({"at": [1, None]}, "later"):
        desk.write(save_setting, "clock", value)
        assert desk.read(load_setting, "clock") == value


# --- The writer -----------------------------------------------------------------------------------


async def test_a_verb_that_fails_among_many_is_undone_alone(desk: Desk):
    def fail(connection, key: str) -> None:
        put(connection, key)
        raise ValueError(key)

    def clash(connection, key: str) -> None:
        put(connection, key)
        put(connection, key)

    verbs = {"good": put, "bad": fail, "clash": clash}
    names = [f"{kind} {number:03}" for number in range(50) for kind in verbs]
    outcomes = await asyncio.gather(
        *(desk.database.write(verbs[name.split()[0]], name) for name in names),
        return_exceptions=True,
    )
    for name, outcome in zip(names, outcomes, strict=True):
        expected = {"good": type(None), "bad": ValueError, "clash": StoreError}
        assert type(outcome) is expected[name.split()[0]]
    assert await desk.database.read(keys) == sorted(name for name in names if "good" in name)


async def test_many_small_verbs_share_their_commits(desk: Desk):
    transactions = set()

    def note(connection, key: str) -> None:
        put(connection, key)
        transactions.add(id(connection.get_transaction()))

    await asyncio.gather(*(desk.database.write(note, f"{number}") for number in range(300)))
    assert len(await desk.database.read(keys)) == 300
    assert len(transactions) < 30


async def test_a_verb_reads_what_the_verbs_before_it_wrote(desk: Desk):
    results = await asyncio.gather(
        desk.database.write(put, "x"), desk.database.write(keys), desk.database.read(keys)
    )
    assert results[1] == ["x"]


async def test_expected_exceptions_pass_through_unchanged(desk: Desk):
    with pytest.raises(NotFound):
        await desk.database.write(load_feed, FeedId(1))
    with pytest.raises(NotFound):
        await desk.database.read(load_feed, FeedId(1))


async def test_closing_writes_what_is_queued(desk: Desk):
    waiting = [asyncio.ensure_future(desk.database.write(put, f"{number}")) for number in range(50)]
    await asyncio.sleep(0)
    desk.database.close()
    await asyncio.gather(*waiting)
    with pytest.raises(StoreError, match="closed"):
        await desk.database.write(put, "late")
    with Database(desk.url) as again, again.reading() as connection:
        assert len(keys(connection)) == 50


WRITE_AS_COMMAND = """
import sys
from monitor.store.database import Database
from monitor.store.records import save_setting
with Database(sys.argv[1]) as database:
    for number in range(60):
        with database.writing() as connection:
            save_setting(connection, f"command {number}", number)
"""


async def test_threads_and_a_command_write_at_once_without_a_locked_database(desk: Desk):
    command = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITE_AS_COMMAND, desk.url)
    failures = []

    def in_a_thread(name: str) -> None:
        try:
            for number in range(40):
                desk.write(save_setting, f"{name} {number}", number)
                desk.read(keys)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=in_a_thread, args=(f"thread {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    writes = (desk.database.write(save_setting, f"loop {n}", n) for n in range(200))
    await asyncio.gather(*writes)
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert await asyncio.wait_for(command.wait(), 60) == 0
    assert failures == []
    assert len(desk.read(keys)) == 60 + 4 * 40 + 200


def test_two_writers_of_one_feed_make_one(desk: Desk):
    def add() -> None:
        with Database(desk.url) as database, database.writing() as connection:
            add_feed(connection, NewFeed(FEED_URL), NOON)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.read(list_feeds, NOON)) == 1


# --- Faults ---------------------------------------------------------------------------------------


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as raised:
        Database(url)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_a_missing_database_is_not_made_anew(tmp_path: Path):
    path = tmp_path / "monitor.db"
    message = refusal(sqlite_url(path))
    assert str(path) in message
    assert "monitor db upgrade" in message
    assert not path.exists()


def test_a_database_that_vanishes_is_not_made_anew(sqlite_file_url: str, tmp_path: Path):
    database = Database(sqlite_file_url)
    (tmp_path / "monitor.db").unlink()
    with pytest.raises(StoreUnavailable, match="cannot be opened"), database.writing():
        pass
    assert not (tmp_path / "monitor.db").exists()
    database.close()


def test_a_folder_in_the_place_of_the_database_is_named(tmp_path: Path):
    assert f"{tmp_path} is a folder" in refusal(sqlite_url(tmp_path))


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match=f"there is no folder {tmp_path / 'no'}"):
        upgrade(sqlite_url(tmp_path / "no" / "monitor.db"))


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path):
    path = tmp_path / "monitor.db"
    path.write_text("Dear diary, " * 100)
    assert "is not an SQLite database" in refusal(sqlite_url(path))
    with pytest.raises(StoreError):
        upgrade(sqlite_url(path))
    assert path.read_text() == "Dear diary, " * 100


def test_another_programs_database_is_refused_and_kept(tmp_path: Path):
    path = tmp_path / "monitor.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    before = path.read_bytes()
    assert "another program's tables (recipes" in refusal(sqlite_url(path))
    with pytest.raises(StoreError, match="another program's tables"):
        upgrade(sqlite_url(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("monitor.db", "is no database URL"),
        ("mysql" + "://localhost/x", "sqlite or postgresql"),
        ("sqlite://", "give sqlite a path"),
        ("sqlite:///:memory:", "give sqlite a path"),
    ],
)
def test_an_address_of_the_wrong_kind_is_refused(url: str, words: str):
    assert words in refusal(url)


def test_a_password_is_never_shown():
    message = refusal("postgresql+psycopg" + "://monitor:s3cret@127.0.0.1:1/x")
    assert "127.0.0.1" in message
    assert "s3cret" not in message


OTHER_OWNER = """
import os, sys
from monitor.errors import StoreError
from monitor.store.database import Database
with Database(sys.argv[1]) as database:
    os.seteuid(65534)
    try:
        database.require_writable()
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_database_of_another_owner_is_named_at_start():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        upgrade(sqlite_url(path))
        path.chmod(0o644)
        Path(folder).chmod(0o755)
        ran = subprocess.run(
            [sys.executable, "-c", OTHER_OWNER, sqlite_url(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"database {path}: it cannot be written; check its owner" in ran.stdout, ran.stderr


def test_a_writable_database_is_found_writable(desk: Desk):
    desk.database.require_writable()
    desk.database.require_writable()


FULL_DISK = """
import asyncio, resource, sys
from monitor.store.database import Database
from monitor.store.faults import StoreUnavailable
from monitor.store.records import load_setting, save_setting

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

async def main(url):
    database = Database(url)
    await database.write(save_setting, "before", 1)
    limit(300_000)
    outcomes = await asyncio.gather(
        *(database.write(save_setting, f"big {n}", "x" * 50_000) for n in range(40)),
        return_exceptions=True,
    )
    full = [one for one in outcomes if one is not None]
    assert full and all(isinstance(one, StoreUnavailable) for one in full), outcomes
    kept = [n for n, one in enumerate(outcomes) if one is None]
    print(full[0])
    assert await database.read(load_setting, "before") == 1
    limit(resource.RLIM_INFINITY)
    await database.write(save_setting, "after", 2)
    assert await database.read(load_setting, "after") == 2
    for n in range(40):
        there = await database.read(load_setting, f"big {n}") is not None
        assert there == (n in kept), n
    database.close()

asyncio.run(main(sys.argv[1]))
"""


def test_on_a_full_disk_verbs_fail_cleanly_and_go_on_when_there_is_space(
    sqlite_file_url: str, tmp_path: Path
):
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, sqlite_file_url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "monitor.db: the disk" in ran.stdout
    backup.check_whole(tmp_path / "monitor.db")


def test_a_held_database_is_waited_for_and_then_named(
    sqlite_file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    with Desk(sqlite_file_url) as desk, closing(sqlite3.connect(tmp_path / "monitor.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another process holds it"):
            desk.write(put, "x")
        other.rollback()
        desk.write(put, "x")


def use(url: str) -> None:
    with Desk(url) as desk:
        desk.write(add_feed, NewFeed(FEED_URL), NOON)
        desk.read(keys)


def test_a_damaged_database_says_so_and_names_the_mend(sqlite_file_url: str, tmp_path: Path):
    path = tmp_path / "monitor.db"
    with Desk(sqlite_file_url) as desk:
        for number in range(200):
            desk.write(save_setting, f"key {number}", "x" * 200)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path.stat().st_size - 8192))
    with pytest.raises(StoreError, match="restore"):
        backup.check_whole(path)
    with pytest.raises(StoreError, match="restore the last good backup"):
        use(sqlite_file_url)


def look_around(url: str) -> None:
    with Desk(url) as desk:
        desk.read(queries.list_feeds, NOON)
        desk.read(queries.counts, NOON)
        for row in desk.read(queries.list_alerts, limit=100):
            desk.read(queries.show_alert, row.id)
        desk.announce(desk.feed(), entry("one more"))


def test_whatever_page_is_damaged_nothing_but_a_clear_error_comes_of_it(tmp_path: Path):
    path = tmp_path / "monitor.db"
    with Desk(new_sqlite(path)) as desk:
        for number in range(30):
            desk.alert(article(f"{number}", text="x" * 2_000))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    chance, refused = random.Random(82), 0
    for _ in range(40):
        for left_over in tmp_path.glob("monitor.db*"):
            left_over.unlink()
        at = chance.randrange(1, len(whole) // 4096) * 4096
        cut, zeroed = whole[:at], whole[:at] + bytes(4096) + whole[at + 4096 :]
        path.write_bytes(chance.choice([cut, zeroed]))
        with pytest.raises(StoreError, match="damaged"):
            backup.check_whole(path)
        try:
            look_around(sqlite_url(path))
        except StoreError:
            refused += 1
    assert refused > 20


async def test_a_restarted_postgresql_is_found_again(postgresql: PostgreSQL):
    with Desk(postgresql.new_database()) as desk:
        await desk.database.write(put, "before")
        postgresql.stop()
        try:
            outcomes = await asyncio.gather(
                *(desk.database.write(put, f"during {n}") for n in range(5)),
                return_exceptions=True,
            )
            assert all(isinstance(one, StoreUnavailable) for one in outcomes)
            with pytest.raises(StoreUnavailable):
                await desk.database.read(keys)
        finally:
            postgresql.start()
        began = time.monotonic()
        await desk.database.write(put, "after")
        assert time.monotonic() - began < 10
        assert await desk.database.read(keys) == ["after", "before"]


async def test_workers_that_wait_for_each_other_both_get_there(postgresql: PostgreSQL):
    """R90: PostgreSQL ends one of two transactions that wait for each other; it is run again."""
    url = postgresql.new_database()
    both_hold_one = threading.Barrier(2)

    def swap(connection, first: str, second: str, tried: list[str]) -> None:
        for key in (first, second):
            save_setting(connection, key, 2)
            if key == first and not tried:
                tried.append(key)
                both_hold_one.wait(10)

    with Database(url) as one, Database(url) as other:
        for key in ("left", "right"):
            await one.write(put, key)
        await asyncio.gather(
            one.write(swap, "left", "right", []), other.write(swap, "right", "left", [])
        )
        assert await one.read(load_setting, "left") == await one.read(load_setting, "right") == 2


def test_foreign_keys_are_held(desk: Desk):
    statement = text("INSERT INTO article_addresses VALUES ('x', 77)")
    with pytest.raises(StoreError), desk.database.writing() as connection:
        connection.execute(statement)
