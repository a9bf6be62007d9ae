"""A database in use: one writer thread, a few reading threads, and commands' own transactions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import URL, Connection, Engine

from monitor.store import migrations
from monitor.store.engines import Role, make_engine, parse_url
from monitor.store.faults import FAULTS, place, translate
from monitor.store.reader import Readers
from monitor.store.records import save_setting
from monitor.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
Verb = Callable[Concatenate[Connection, P], T]

READERS = 3


class Database:
    """Every way into the database. A verb is a function whose first argument is a Connection."""

    def __init__(self, url: str) -> None:
        """Open a database whose schema is this program's.

        Raises:
            StoreError: it is missing, cannot be opened, or has another schema.
        """
        self.url: URL = parse_url(url)
        migrations.require_current(url)
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._writing: Engine | None = None
        self._reading = make_engine(self.url, Role.READER, READERS)
        self._readers = Readers(self._reading, self.url, READERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def place(self) -> str:
        """The database in words, for messages."""
        return place(self.url)

    async def write(self, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb in the writer's next transaction; return when it is on disk.

        Raises:
            StoreUnavailable: it cannot be written now; nothing was changed.
            StoreError: it cannot be written.
        """
        future = self._started_writer().submit(lambda connection: verb(connection, *args, **kwargs))
        value: T = await asyncio.wrap_future(future)
        return value

    async def read(self, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb that only reads, in another thread, on one consistent state."""
        value: T = await self._readers.submit(lambda connection: verb(connection, *args, **kwargs))
        return value

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent state to read, for a command."""
        try:
            with self._reading.begin() as connection:
                yield connection
        except FAULTS as error:
            raise translate(error, self.url) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, for a command: on disk at the end of the block, undone by an error."""
        try:
            with self._lock:
                if self._writing is None:
                    self._writing = make_engine(self.url, Role.COMMAND)
                with self._writing.begin() as connection:
                    yield connection
        except FAULTS as error:
            raise translate(error, self.url) from error

    def require_writable(self) -> None:
        """Find out now, not at the first alert, that nothing can be written.

        Raises:
            StoreError: nothing can be; the message names the place and the mend.
        """
        with self.writing() as connection:
            save_setting(connection, "written", value=True)

    def close(self) -> None:
        """Finish what is queued, and let go of the file or the server."""
        if self._writer is not None:
            self._writer.close()
            self._writer_engine.dispose()
        self._readers.close()
        self._reading.dispose()
        if self._writing is not None:
            self._writing.dispose()

    def _started_writer(self) -> Writer:
        """Started at the first write: a command that only reads needs no thread."""
        if self._writer is None:
            self._writer_engine = make_engine(self.url, Role.WRITER)
            self._writer = Writer(self._writer_engine, self.url, self._lock).start()
        return self._writer
