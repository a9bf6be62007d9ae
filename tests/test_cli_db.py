"""`monitor db restore`, as typed: the backup in place, the former database kept."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archives import house, record, stocked
from commands import typed as monitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database of two articles, and a backup of when it had one."""
    stocked(house(tmp_path), record(1))
    assert monitor("db", "backup", "backup.db", cwd=tmp_path).code == 0
    return stocked(tmp_path, record(2))


def titles(folder: Path) -> list[str]:
    listed = monitor("articles", "list", "--json", cwd=folder).json()
    return [each["title"] for each in listed]


def test_a_backup_is_restored_and_the_former_database_is_kept(folder):
    done = monitor("db", "restore", "backup.db", cwd=folder)
    assert done.code == 0, done.err
    assert "monitor.db.before-restore" in done.out
    assert titles(folder) == ["Report 1 from Karachi"]
    assert (folder / "monitor.db").stat().st_mode & 0o777 == 0o600
    again = monitor("db", "restore", "monitor.db.before-restore", cwd=folder)
    assert again.code == 0, again.err
    assert len(titles(folder)) == 2


def test_a_damaged_database_is_replaced_all_the_same(folder):
    (folder / "monitor.db").write_bytes(b"\x00" * 10_000)
    assert monitor("db", "restore", "backup.db", cwd=folder).code == 0
    assert titles(folder) == ["Report 1 from Karachi"]


def test_the_log_of_the_former_database_never_meets_the_new_one(folder):
    (folder / "monitor.db-wal").write_bytes(b"what was not yet in the file" * 100)
    assert monitor("db", "restore", "backup.db", cwd=folder).code == 0
    assert (folder / "monitor.db.before-restore-wal").exists()
    assert titles(folder) == ["Report 1 from Karachi"]


def test_nothing_is_touched_when_the_backup_is_no_good(folder):
    (folder / "broken.db").write_bytes((folder / "backup.db").read_bytes()[:5000])
    with closing(sqlite3.connect(folder / "empty.db")) as empty:
        empty.execute("PRAGMA user_version = 1")
    for name in ("broken.db", "empty.db", "missing.db", "monitor.toml"):
        failed = monitor("db", "restore", name, cwd=folder)
        assert failed.code == 5, name
        assert len(failed.err.splitlines()) == 1
    assert len(titles(folder)) == 2


def test_nothing_is_restored_under_a_running_daemon(folder):
    with (folder / "monitor.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert monitor("db", "restore", "backup.db", cwd=folder).code == 6
    assert len(titles(folder)) == 2
