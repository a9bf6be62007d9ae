"""Copies of an SQLite database: whole, checked, and readable by their owner alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from monitor.errors import StoreError
from monitor.store.engines import BUSY_TIMEOUT_MS, parse_url, sqlite_path, sqlite_url


def copy_whole(url: str, target: Path) -> Path:
    """Copy a database, in use or not, to `target`, replacing what is there; return `target`.

    The copy is made beside its place, checked, flushed and only then put there: a kill leaves the
    former copy or the new one, never half of one.

    Raises:
        StoreError: the database is no SQLite file, cannot be read or is damaged, or the copy cannot
            be written.
    """
    source = sqlite_path(parse_url(url))
    if source is None:
        raise StoreError("a PostgreSQL database is backed up with pg_dump, not by Monitor")
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        # VACUUM INTO fills an empty file that is there, and so keeps its mode.
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        _vacuum_into(source, part)
        check_whole(part)
        _flush(part)
        part.replace(target)
        _flush(target.parent)
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(f"cannot back up database {source} to {target}: {error}") from error
    except StoreError:
        part.unlink(missing_ok=True)
        raise
    return target


def restore_whole(source: Path, url: str) -> Path | None:
    """Put a checked copy of `source` in a database's place; return where the former one is kept.

    Nobody may use the database meanwhile. The former file is set aside before the new one takes its
    place, its log with it, and even when it is damaged: a kill in between leaves no database, a
    second restore makes it whole.

    Raises:
        StoreError: the database is no SQLite file, the backup is damaged, or the place cannot be
            written.
    """
    target = sqlite_path(parse_url(url))
    if target is None:
        raise StoreError("a PostgreSQL database is restored with pg_restore, not by Monitor")
    if not source.is_file():
        raise StoreError(f"{source}: there is no such file")
    check_whole(source)
    fresh = copy_whole(sqlite_url(source), target.with_name(f"{target.name}.restored"))
    aside = target.with_name(f"{target.name}.before-restore")
    try:
        there = target.exists()
        for ending in ("", "-wal", "-shm"):
            former = target.with_name(f"{target.name}{ending}")
            if former.exists():
                former.replace(aside.with_name(f"{aside.name}{ending}"))
        fresh.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise StoreError(f"cannot restore {target}: {error}; the copy is {fresh}") from error
    return aside if there else None


def check_whole(path: Path) -> None:
    """Read every page of an SQLite file and every reference in it.

    Raises:
        StoreError: something in it is damaged; the message says what.
    """
    try:
        with closing(_open(path)) as connection:
            damage = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a message may quote a damaged schema
        raise StoreError(f"database {path} is damaged: {error}; restore a backup") from error
    if damage != ["ok"]:
        raise StoreError(f"database {path} is damaged: {damage[0]}; restore a backup")
    if lost is not None:
        raise StoreError(f"database {path} is damaged: a row of {lost[0]} refers to nothing")


def _vacuum_into(source: Path, target: Path) -> None:
    with closing(_open(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_TIMEOUT_MS / 1000,
        isolation_level=None,
    )


def _flush(path: Path) -> None:
    """Have a file, or a folder's list of files, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
