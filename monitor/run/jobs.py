"""Run the pipeline's jobs here: claim due rows, work on them side by side, wake the next stage.

The database is the truth: a queue holds nothing but the ids in work at this moment. Kill the
process and the rows still say what remains. Looking for due rows costs as much as some jobs do, so
a queue looks when there is reason to, and not more often than fifty times a second.

This module is the seam for another engine: the four jobs take ids, so a task queue on several
machines can run them just as well.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from monitor.store.faults import StoreUnavailable
from monitor.store.queues import Due

log = structlog.get_logger()

Claim = Callable[[datetime, int, Collection[int], Collection[str]], Awaitable[Sequence[Due]]]
Work = Callable[[int], Awaitable[object]]  # a true outcome is work for the queues that follow
Failed = Callable[[int, str], Awaitable[None]]

IDLE_SECONDS = 5.0  # a queue looks for itself this often, should every nudge be lost
CLAIM_RETRY_SECONDS = 2.0
BREATH_SECONDS = 0.02  # between two looks: what ends meanwhile is followed up by one query


@dataclass(slots=True)
class Queue:
    """One kind of job: where due ids come from, how one is worked on, and what follows."""

    name: str
    due: Claim  # what is due, oldest first, without the busy ids and the full lanes given
    work: Work
    failed: Failed  # an unexpected error: recorded on the row, which is tried again or put aside
    writable: Callable[[], Awaitable[None]]  # raises while nothing can be remembered
    now: Callable[[], datetime]
    side_by_side: int
    per_lane: int
    wakes: tuple[Queue, ...] = ()
    turned: float = field(default_factory=time.monotonic)  # when the loop last went round
    done: int = 0
    _busy: dict[int, str] = field(default_factory=dict)
    _lanes: Counter[str] = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _nudge: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _left: bool = False  # the last look found more than there was room for
    _looked: float = -BREATH_SECONDS
    _unrecorded: bool = False  # an outcome could not be written: claim nothing until one can be

    @property
    def in_work(self) -> int:
        """How many jobs of this kind are running now."""
        return len(self._busy)

    @property
    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        """The jobs running now."""
        return tuple(self._tasks)

    @property
    def is_nudged(self) -> bool:
        """Whether something may be due."""
        return self._nudge.is_set()

    def nudge(self) -> None:
        """Something may be due."""
        self._nudge.set()

    async def run(self) -> None:
        """Claim and work until `stop`; errors of the claim itself are logged and waited out."""
        while not self._stopping:
            self.turned = time.monotonic()
            try:
                if self._unrecorded:
                    await self.writable()
                    self._unrecorded = False
                await self.claim()
            except Exception as error:  # noqa: BLE001 - the loop must outlive a full disk
                log.error("cannot look for due work", queue=self.name, error=str(error))
                await asyncio.sleep(CLAIM_RETRY_SECONDS)
            try:
                await asyncio.wait_for(self._nudge.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def claim(self) -> int:
        """Start work on due ids as far as there is room; return how many were started.

        A second look that comes too soon after the first waits a moment, and sees more.
        """
        await asyncio.sleep(self._looked + BREATH_SECONDS - time.monotonic())
        self._nudge.clear()
        free = self.side_by_side - len(self._busy)
        self._left = free <= 0
        if self._left:
            return 0
        full = [lane for lane, count in self._lanes.items() if lane and count >= self.per_lane]
        rows = await self.due(self.now(), free, tuple(self._busy), full)
        self._looked = time.monotonic()
        started = sum(self._start(row) for row in rows)
        self._left = bool(full) or len(rows) >= free or started < len(rows)
        return started

    def _start(self, row: Due) -> bool:
        """Start work on a row, unless it is in work already or its lane is full."""
        if row.id in self._busy or (row.lane and self._lanes[row.lane] >= self.per_lane):
            return False
        self._busy[row.id] = row.lane
        self._lanes[row.lane] += 1
        task = asyncio.create_task(self._one(row.id), name=f"{self.name} {row.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _one(self, identifier: int) -> None:
        outcome: object = None
        try:
            outcome = await self.work(identifier)
            self.done += 1
        except StoreUnavailable as error:  # no fault of the row: it stays due, and uncharged
            log.error("the database is away", queue=self.name, id=identifier, error=str(error))
            self._unrecorded = True
        except Exception as error:  # the one place where anything is caught
            log.exception("job failed", queue=self.name, id=identifier)
            await self._record_failure(identifier, f"{type(error).__name__}: {error}")
        finally:
            lane = self._busy.pop(identifier)
            self._lanes[lane] -= 1
            if not self._lanes[lane]:
                del self._lanes[lane]
            if self._left:
                self.nudge()
            for queue in self.wakes if outcome else ():
                queue.nudge()

    async def _record_failure(self, identifier: int, detail: str) -> None:
        try:
            await self.failed(identifier, detail)
        except Exception as error:  # noqa: BLE001 - a full disk must not lose the row: it stays due
            log.error("cannot record a failure", queue=self.name, id=identifier, error=str(error))
            self._unrecorded = True  # nobody is asked again until the answer could be kept

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self.nudge()

    async def drain(self, seconds: float) -> int:
        """Wait for the jobs in work, cancel those still running; return how many were cancelled.

        A cancelled job's row is still due, so nothing is lost by it.
        """
        if not self._tasks:
            return 0
        _done, late = await asyncio.wait(tuple(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)
        return len(late)


async def drain_all(queues: Sequence[Queue]) -> None:
    """Work until nothing is due in any queue and nothing is running (`run --once`)."""
    while sum([await queue.claim() for queue in queues]):
        while running := [task for queue in queues for task in queue.tasks]:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for queue in queues:
                if queue.is_nudged:
                    await queue.claim()


def totals(queues: Sequence[Queue]) -> dict[str, Any]:
    """How many jobs each queue has finished, by name."""
    return {queue.name: queue.done for queue in queues}
