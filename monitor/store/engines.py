"""Connections as they must be: every one, on both kinds of database.

SQLite: write-ahead log, every commit on disk before it counts (synchronous=FULL), foreign keys
held, functions in a foreign schema not trusted. Writes begin IMMEDIATE: a transaction that reads
first and writes later fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout. Only the
writer moves the log back into the file, because SQLite before 3.51.3 could corrupt a file on which
two connections did so at once.
"""

from __future__ import annotations

import json
import sqlite3
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from monitor.errors import StoreError

BUSY_TIMEOUT_MS = 10_000
CHECKPOINT_PAGES = 1_000
LOG_BYTES = 64 * 1024 * 1024  # what is kept of a log that a long read let grow
_SAFE_SQLITE = (3, 51, 3)
_SHORT = 64  # characters
# A dead server is noticed in 20 s, not in the two hours of the system's defaults.
PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}


class Role(Enum):
    """What a connection is for."""

    WRITER = "writer"  # the daemon's one writing connection
    COMMAND = "command"  # a command's writes, in between
    READER = "reader"


def parse_url(url: str) -> URL:
    """Read a database URL of a kind we can use.

    Raises:
        StoreError: it is no URL, or one for another kind of database.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"{url!r} is no database URL; try sqlite:///monitor.db") from error
    if backend not in {"sqlite", "postgresql"}:
        raise StoreError(f"Monitor keeps its data in sqlite or postgresql, not in {backend}")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise StoreError("a database in memory would forget what was told; give sqlite a path")
    return parsed


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def sqlite_path(url: URL) -> Path | None:
    """The file of an SQLite database; None for another kind."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def server_address(url: str) -> str | None:
    """A PostgreSQL database's address as its own client library reads it; None for another kind.

    Raises:
        StoreError: see `parse_url`.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "postgresql":
        return None
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)


def library_warning() -> str | None:
    """Say so when the SQLite library has a known flaw that our single writer only works around."""
    if sqlite3.sqlite_version_info >= _SAFE_SQLITE:
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} can corrupt a file on which two connections checkpoint "
        "at once (mended in 3.51.3); write to the database with Monitor only"
    )


def make_engine(url: URL, role: Role, connections: int = 1) -> Engine:
    """An engine whose connections are set up for a role. It never creates a database."""
    path = sqlite_path(url)
    if path is None:
        return _postgresql(url, role, connections)
    return _sqlite(url, path, role, connections)


def _sqlite(url: URL, path: Path, role: Role, connections: int) -> Engine:
    def connect() -> sqlite3.Connection:
        # mode=rw: a file that vanished is an error, not a new and empty database.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,  # we begin, not the driver
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )

    engine = create_engine(
        url,
        creator=connect,
        pool_size=connections,
        max_overflow=0,
        json_deserializer=_read_json,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in _pragmas(role):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    begin = "BEGIN" if role is Role.READER else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def begin_now(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _read_json(text: str) -> Any:
    """What JSON says. What is short is mostly the same few values: no tags, no wishes."""
    return _read_short_json(text) if len(text) <= _SHORT else json.loads(text)


@lru_cache(maxsize=1024)
def _read_short_json(text: str) -> Any:
    """Shared by all who ask: nobody changes what came out of the database."""
    return json.loads(text)


def _pragmas(role: Role) -> tuple[str, ...]:
    """The settings that SQLite forgets with each connection, and the journal mode."""
    always = (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "synchronous=FULL",
        "mmap_size=0",
    )
    match role:
        case Role.READER:
            return (*always, "wal_autocheckpoint=0", "query_only=ON")
        case Role.COMMAND:
            return (*always, "journal_mode=WAL", "wal_autocheckpoint=0")
        case Role.WRITER:
            return (
                *always,
                "journal_mode=WAL",
                f"wal_autocheckpoint={CHECKPOINT_PAGES}",
                f"journal_size_limit={LOG_BYTES}",
            )


def _session(role: Role) -> tuple[str, ...]:
    """A session's settings: a writer that hangs amid a transaction must not hold up the others."""
    always = ("timezone=UTC",)
    if role is Role.WRITER:
        return (*always, "idle_in_transaction_session_timeout=30s")
    return always


def _postgresql(url: URL, role: Role, connections: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=0,
        connect_args={
            "application_name": f"monitor {role.value}",
            **PATIENCE,
            "options": " ".join(f"-c {word}" for word in _session(role)),
        },
    )
    if role is Role.READER:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine
