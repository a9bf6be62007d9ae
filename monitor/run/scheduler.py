"""A handful of ticks. What is due stands in the database; a tick only says "look again".

APScheduler 3.11 under asyncio, in UTC, with jobs in memory: no job is pickled, a missed tick is
made up by one (coalesce), and no tick is ever dropped for being late (misfire_grace_time None).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


@dataclass(frozen=True, slots=True)
class Tick:
    """One recurring nudge."""

    name: str
    every: timedelta
    act: Callable[[], Awaitable[None] | None]


class Scheduler:
    """The ticks of one daemon."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for tick in ticks:
            self._scheduler.add_job(
                _as_coroutine(tick.act),
                "interval",
                seconds=tick.every.total_seconds(),
                id=tick.name,
                name=tick.name,
            )

    def start(self) -> None:
        """Start ticking on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more. Jobs of the pipeline are not ours to wait for: `Queue.drain` does that."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _as_coroutine(act: Callable[[], Awaitable[None] | None]) -> Callable[[], Awaitable[None]]:
    """Wrap an act so that it runs on the loop; a plain function would go to a thread."""

    async def run() -> None:
        outcome = act()
        if outcome is not None:
            await outcome

    return run
