"""One thread owns every write, and commits what has queued up together.

A commit costs a disk flush; many small verbs share one, and nobody hears of success before the
flush. When a verb fails, which is rare, the whole group is undone and each runs again by itself:
savepoints, which would undo it alone, would cost each verb a quarter more.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError

from monitor.errors import StoreError
from monitor.store.faults import FAULTS, is_collision, translate

GROUP = 128
TRIES = 4  # of a verb that waits for another worker's transaction while that waits for it


@dataclass(frozen=True, slots=True, eq=False)
class _Write:
    """A verb that waits for its transaction, and who waits for the verb."""

    verb: Callable[[Connection], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Done:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


_Outcome = _Done | _Failed


class _GroupLost(Exception):
    """One verb failed: the others are to be done without it."""


class Writer:
    """Runs verbs in the order in which they came, several to a transaction."""

    def __init__(self, engine: Engine, url: URL, lock: threading.Lock) -> None:
        """Write through `engine`, holding `lock` during each transaction."""
        self._engine = engine
        self._url = url
        self._lock = lock
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store writer", daemon=True)

    def start(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def submit(self, verb: Callable[[Connection], Any]) -> Future[Any]:
        """Queue a verb; the future is done when its transaction is on disk, or undone."""
        future: Future[Any] = Future()
        with self._gate:
            if self._closed:
                raise StoreError("the database is closed")
            self._queue.put(_Write(verb, future))
        return future

    def close(self) -> None:
        """Write what is queued, then stop."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            last = self._gather(group)
            self._settle(group)
            if last:
                return

    def _gather(self, group: list[_Write]) -> bool:
        """Take along what else is waiting; True when the end of the queue was among it."""
        while len(group) < GROUP:
            try:
                write = self._queue.get_nowait()
            except queue.Empty:
                return False
            if write is None:
                return True
            group.append(write)
        return False

    def _settle(self, group: Sequence[_Write]) -> None:
        """Run a group and tell those who wait, after the commit."""
        group = [write for write in group if write.future.set_running_or_notify_cancel()]
        with self._lock:
            outcomes = self._together(group) if len(group) > 1 else self._each_alone(group)
        for write, outcome in zip(group, outcomes, strict=True):
            match outcome:
                case _Done(value):
                    write.future.set_result(value)
                case _Failed(error):
                    write.future.set_exception(error)

    def _together(self, group: Sequence[_Write]) -> list[_Outcome]:
        """All verbs in one transaction; each alone when one of them costs the others theirs."""
        try:
            with self._engine.begin() as connection:
                return [_done(write, connection) for write in group]
        except _GroupLost:
            return self._each_alone(group)
        except FAULTS as error:
            # It could not begin, not commit, or lost its connection: nobody's verb is done.
            return [_Failed(translate(error, self._url))] * len(group)

    def _each_alone(self, group: Sequence[_Write]) -> list[_Outcome]:
        return [self._alone(write) for write in group]

    def _alone(self, write: _Write, tries: int = TRIES) -> _Outcome:
        try:
            with self._engine.begin() as connection:
                value = write.verb(connection)
        except FAULTS as error:
            if tries > 1 and is_collision(error):
                return self._alone(write, tries - 1)
            return _Failed(translate(error, self._url))
        except Exception as error:  # noqa: BLE001 - it is handed to whoever asked for the verb
            return _Failed(error)
        return _Done(value)


def _done(write: _Write, connection: Connection) -> _Outcome:
    """Run one verb of a group."""
    try:
        return _Done(write.verb(connection))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise _GroupLost from error
    except Exception as error:
        raise _GroupLost from error
