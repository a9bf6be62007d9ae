"""A few threads that read; what has queued up is read together, on one consistent state.

Beginning and ending a transaction, and waking the event loop, cost as much as finding one row.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine

from monitor.errors import StoreError
from monitor.store.faults import FAULTS, translate

GROUP = 32


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A verb that only reads, and who waits for its answer."""

    verb: Callable[[Connection], Any]
    answer: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


@dataclass(frozen=True, slots=True)
class _Done:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class Readers:
    """Runs verbs that only read, several to a transaction."""

    def __init__(self, engine: Engine, url: URL, threads: int) -> None:
        """Read through `engine`, which needs a connection for each of so many threads."""
        self._engine = engine
        self._url = url
        self._queue: queue.SimpleQueue[_Read | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, verb: Callable[[Connection], Any]) -> asyncio.Future[Any]:
        """Queue a verb of the running event loop; the future brings its answer or its error."""
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        with self._gate:
            if self._closed:
                raise StoreError("the database is closed")
            if len(self._threads) < self._wanted:
                self._start()
            self._queue.put(_Read(verb, answer, loop))
        return answer

    def close(self) -> None:
        """Answer what is queued, then stop."""
        with self._gate:
            self._closed = True
            threads, self._threads = self._threads, []
            for _ in threads:
                self._queue.put(None)
        for thread in threads:
            thread.join()

    def _start(self) -> None:
        name = f"store reader {len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first, *self._waiting()]
            outcomes = self._together(group)
            for loop in {read.loop for read in group}:
                own = [pair for pair in zip(group, outcomes, strict=True) if pair[0].loop is loop]
                _tell_from_afar(loop, own)

    def _waiting(self) -> Sequence[_Read]:
        """Take along what else is waiting, but leave the word to stop for whom it was meant."""
        group: list[_Read] = []
        while len(group) < GROUP - 1:
            try:
                read = self._queue.get_nowait()
            except queue.Empty:
                break
            if read is None:
                self._queue.put(None)
                break
            group.append(read)
        return group

    def _together(self, group: Sequence[_Read]) -> list[_Done | _Failed]:
        """All verbs on one state; each alone when the database fails one of them."""
        try:
            with self._engine.begin() as connection:
                return [_outcome(read, connection) for read in group]
        except FAULTS as error:
            if len(group) == 1:
                return [_Failed(translate(error, self._url))]
            return [outcome for read in group for outcome in self._together([read])]


def _outcome(read: _Read, connection: Connection) -> _Done | _Failed:
    try:
        return _Done(read.verb(connection))
    except FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - it is handed to whoever asked for the verb
        return _Failed(error)


def _tell_from_afar(
    loop: asyncio.AbstractEventLoop, pairs: Sequence[tuple[_Read, _Done | _Failed]]
) -> None:
    """Wake the loop once for all answers; one that has ended meanwhile wants none."""
    try:
        loop.call_soon_threadsafe(_tell, pairs)
    except RuntimeError:
        if not loop.is_closed():
            raise


def _tell(pairs: Sequence[tuple[_Read, _Done | _Failed]]) -> None:
    """On the loop: hand out the answers to those who still wait."""
    for read, outcome in pairs:
        if read.answer.done():
            continue
        match outcome:
            case _Done(value):
                read.answer.set_result(value)
            case _Failed(error):
                read.answer.set_exception(error)
