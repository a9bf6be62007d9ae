"""Held rows worked on, in batches: how they are parted, and how one batch is done.

The pipeline's jobs are those of the single process; what is added is that a row is worked on only
while its lease lasts, and given back if it cannot be.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from monitor.errors import StoreError
from monitor.run.jobs import Queue
from monitor.run.tasks import Batch
from monitor.store.faults import AlreadySettled, StoreUnavailable
from monitor.store.queues import Due, Job
from monitor.store.repository import Repository

log = structlog.get_logger()

RETRY_SECONDS: Final = 2.0
MARGIN: Final = timedelta(seconds=60)  # of a lease: a row is begun only if it can end in time


@dataclass(frozen=True, slots=True)
class Plan:
    """How one kind of job is shared among workers."""

    job: Job
    size: int  # rows in a task
    tasks: int  # tasks side by side in one worker
    at_once: int  # rows side by side in one worker
    lease: timedelta
    per_lane: int | None  # rows of one lane in a task; None: lanes are nobody's turn
    rest: Callable[[str, int], timedelta]  # of a lane, after so many of its rows were worked on

    @property
    def ahead(self) -> int:
        """How many tasks may wait to be taken up: enough that no worker stands idle."""
        return 2 * self.tasks


def parted(plan: Plan, rows: Sequence[Due], until: datetime) -> tuple[Batch, ...]:
    """Held rows as tasks. A lane taken in turns stays in one task, so that one worker is in it."""
    if plan.per_lane is None:
        return tuple(Batch(plan.job, until, some) for some in _some(rows, plan.size))
    parts: list[list[Due]] = [[]]
    for lane in _by_lane(rows).values():
        if parts[-1] and len(parts[-1]) + len(lane) > plan.size:
            parts.append([])
        parts[-1].extend(lane)
    return tuple(Batch(plan.job, until, tuple(part)) for part in parts if part)


@dataclass(slots=True)
class Workbench:
    """One kind of job in one worker: its tasks share what may be done side by side."""

    plan: Plan
    queue: Queue
    store: Repository
    now: Callable[[], datetime]
    nudge: Callable[[], None]
    done: int = 0
    in_work: int = 0
    _unrecorded: set[int] = field(default_factory=set)  # failures that are on no row
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.plan.at_once)

    async def work(self, batch: Batch) -> None:
        """Do a batch; what its lease does not hold any more is somebody else's, or done."""
        try:
            held = await self.store.held(batch.job, batch.ids, batch.until)
            rows = [row for row in batch.rows if row.id in held]
            chains = [[row] for row in rows]
            if self.plan.per_lane is not None:
                chains = list(_by_lane(rows).values())
            outcomes = await asyncio.gather(*(self._chain(batch, chain) for chain in chains))
            if any(outcomes):
                self.nudge()
            if self._unrecorded & set(batch.ids):
                await self._give_back_when_possible(batch)
        except asyncio.CancelledError:
            await self._give_back(batch)
            raise
        except StoreError as error:
            log.error("a batch broke off", job=batch.job.value, error=str(error))
            await self._give_back_when_possible(batch)
        except Exception as error:  # a task that fails would be kept; the rows say what remains
            log.exception("a batch broke off", job=batch.job.value, error=str(error))
        finally:
            await self._end_turns(batch)

    async def _chain(self, batch: Batch, rows: Sequence[Due]) -> bool:
        """Work on rows one after the other, while there is time; whether anything came of it."""
        came_of_it = False
        for row in rows:
            async with self._places:
                if self.now() > batch.until - MARGIN:
                    return came_of_it  # left to whoever claims it next
                self.in_work += 1
                try:
                    came_of_it |= bool(await self._one(row.id))
                finally:
                    self.in_work -= 1
        return came_of_it

    async def _one(self, identifier: int) -> object:
        try:
            outcome = await self.queue.work(identifier)
        except AlreadySettled as settled:
            log.info("left to another worker", job=self.queue.name, why=str(settled))
            return None
        except StoreUnavailable as error:  # no fault of the row: it is given back, and uncharged
            log.error(
                "the database is away", queue=self.queue.name, id=identifier, error=str(error)
            )
            self._unrecorded.add(identifier)
            return None
        except Exception as error:  # as in `Queue`: the job fails, its neighbours go on
            log.exception("job failed", queue=self.queue.name, id=identifier)
            await self._record(identifier, f"{type(error).__name__}: {error}")
            return None
        self.done += 1
        return outcome

    async def _record(self, identifier: int, detail: str) -> None:
        try:
            await self.queue.failed(identifier, detail)
        except Exception as error:  # noqa: BLE001 - the row is due again when its lease ends
            log.error("cannot record a failure", id=identifier, error=str(error))
            self._unrecorded.add(identifier)

    async def _give_back(self, batch: Batch) -> None:
        """Asked to stop: others go on with what is not done, without waiting for the lease."""
        try:
            await self.store.release(batch.job, batch.ids, batch.until, self.now())
        except Exception as error:  # noqa: BLE001 - the lease ends by itself
            log.error("cannot give rows back", job=batch.job.value, error=str(error))

    async def _give_back_when_possible(self, batch: Batch) -> None:
        """The database was away: what it did not hear of is due as soon as it is back."""
        await self._when_possible(
            batch, lambda: self.store.release(batch.job, batch.ids, batch.until, self.now())
        )
        self._unrecorded -= set(batch.ids)

    async def _end_turns(self, batch: Batch) -> None:
        if self.plan.per_lane is None:
            return
        counts = {lane: len(rows) for lane, rows in _by_lane(batch.rows).items()}
        free = {lane: self.now() + self.plan.rest(lane, n) for lane, n in counts.items()}
        await self._when_possible(batch, lambda: self.store.end_turns(batch.job, free, batch.until))

    async def _when_possible(self, batch: Batch, act: Callable[[], Awaitable[object]]) -> None:
        """Do what needs the database once it is there, unless the lease ends first."""
        while self.now() < batch.until:
            try:
                await act()
            except StoreError as error:
                log.warning("waiting for the database", job=batch.job.value, error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return


def _by_lane(rows: Sequence[Due]) -> Mapping[str, list[Due]]:
    lanes: defaultdict[str, list[Due]] = defaultdict(list)
    for row in rows:
        lanes[row.lane].append(row)
    return lanes


def _some(rows: Sequence[Due], size: int) -> list[tuple[Due, ...]]:
    return [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
