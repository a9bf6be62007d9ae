"""What can go wrong with a database, said to the operator: what, where, and how to mend it."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from monitor.errors import MonitorError, StoreError


class StoreUnavailable(StoreError):
    """The database cannot be used now; the same verb may succeed later. Nothing was changed."""


class AlreadySettled(MonitorError):
    """The delivery is sent or given up: sending it again takes an operator's `resend`."""


# The driver decodes SQLite's messages as UTF-8, and a message may quote a damaged schema.
FAULTS = (SQLAlchemyError, UnicodeDecodeError)

_COLLISIONS = {
    "40P01",
    "40001",
}  # deadlock_detected, serialization_failure (PostgreSQL, appendix A)
_PASSING = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; check its space and its health",
    sqlite3.SQLITE_BUSY: "another process holds it; wait, or stop that process",
    sqlite3.SQLITE_LOCKED: "another process holds it; wait, or stop that process",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_READONLY: "it cannot be written; check its owner, its mode and its file system",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the folder exists and is writable",
}
_LASTING = {
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore the last good backup",
    sqlite3.SQLITE_NOTADB: "it is not an SQLite database; check the path in [store]",
    sqlite3.SQLITE_PERM: "its permissions forbid it; check its owner and mode",
}


def is_collision(error: BaseException) -> bool:
    """Whether two transactions on PostgreSQL got in each other's way: the same again will do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) in _COLLISIONS


def place(url: URL) -> str:
    """The database in words, with no password in it."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    return f"database {url.render_as_string(hide_password=True)}"


def translate(error: SQLAlchemyError | UnicodeDecodeError, url: URL) -> StoreError:
    """A library's error as ours: `StoreUnavailable` when waiting may help, else `StoreError`."""
    where = place(url)
    if isinstance(error, UnicodeDecodeError):
        return StoreError(f"{where}: {_LASTING[sqlite3.SQLITE_CORRUPT]}")
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _translate_sqlite(cause, where)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(error, OperationalError):
        return StoreUnavailable(f"{where}: {_first_line(cause)}")
    return StoreError(f"{where}: {_first_line(cause)}")


def _translate_sqlite(cause: sqlite3.Error, where: str) -> StoreError:
    # The low byte of the code is the kind; the rest says which system call failed.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _PASSING:
        return StoreUnavailable(f"{where}: {_PASSING[code]} ({cause})")
    if code in _LASTING:
        return StoreError(f"{where}: {_LASTING[code]} ({cause})")
    return StoreError(f"{where}: {cause}")


def _first_line(error: BaseException | None) -> str:
    """The part of an error's text that is for people."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
