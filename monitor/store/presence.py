"""Who works on a PostgreSQL database: one process alone, or several workers, one of which leads.

Session-level advisory locks (PostgreSQL's manual, 13.3.5) say so: the server frees them the moment
a process or its connection is gone, so nobody has to be declared dead. On SQLite a lock file does
the same for one machine (`monitor.run.lock`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy import Connection, func, select

from monitor.errors import AlreadyRunning
from monitor.store.engines import Role, make_engine, parse_url, sqlite_path
from monitor.store.faults import FAULTS, place, translate

_WORKING = 0x6D6F6E77
_LEADING = 0x6D6F6E6C


class Company(Enum):
    """With whom a process is willing to share a database."""

    ALONE = "alone"
    WORKERS = "workers"


class Presence:
    """One connection of its own, whose session holds what this process may do."""

    def __init__(self, url: str, company: Company) -> None:
        """Join the workers of a PostgreSQL database, or be alone in it, until `close`.

        Raises:
            AlreadyRunning: somebody works on it with whom this does not go together.
            StoreError: the database cannot be reached.
        """
        self._url = parse_url(url)
        self._company = company
        self._engine = make_engine(self._url, Role.COMMAND).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection | None = None
        try:
            self._join()
        except BaseException:
            self.close()
            raise

    def leads(self) -> bool:
        """Whether this worker leads now; one of those that ask does, as long as it lives.

        Raises:
            AlreadyRunning: the connection was lost, and somebody is alone in the database now.
            StoreError: the database cannot be reached; nobody leads through this connection.
        """
        try:
            connection = self._connection or self._join()
            # Granted once more to the session that has it: asking twice changes nothing.
            held = select(func.pg_try_advisory_lock(_LEADING))
            return bool(connection.execute(held).scalar_one())
        except FAULTS as error:
            self._drop()
            raise translate(error, self._url) from error

    def close(self) -> None:
        """Leave."""
        self._drop()
        self._engine.dispose()

    def _join(self) -> Connection:
        lock = (
            func.pg_try_advisory_lock
            if self._company is Company.ALONE
            else func.pg_try_advisory_lock_shared
        )
        try:
            self._connection = self._engine.connect()
            joined = self._connection.execute(select(lock(_WORKING))).scalar_one()
        except FAULTS as error:
            self._drop()
            raise translate(error, self._url) from error
        if not joined:
            self._drop()
            raise AlreadyRunning(f"{place(self._url)}: {_REFUSALS[self._company]}")
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # the server frees the locks when the session ends
            connection.close()


_REFUSALS = {
    Company.ALONE: "another Monitor works on it; 'monitor run' wants it alone: stop the workers",
    Company.WORKERS: "'monitor run' works on it alone; stop it, then start the workers",
}


@contextmanager
def alone_in(url: str) -> Iterator[None]:
    """Be the one process that works on a PostgreSQL database; for SQLite nothing is done here.

    Raises:
        AlreadyRunning: another process works on it.
        StoreError: the database cannot be reached.
    """
    if sqlite_path(parse_url(url)) is not None:
        yield
        return
    presence = Presence(url, Company.ALONE)
    try:
        yield
    finally:
        presence.close()
