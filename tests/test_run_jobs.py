"""Queues: due rows are worked once, side by side, and never out of their lane."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.run.jobs import Queue, drain_all
from monitor.store.faults import StoreUnavailable
from monitor.store.queues import Due

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass
class Rows:
    """Rows in memory that stand for a table of due work."""

    due: dict[int, str]
    worked: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    most_in_all: int = 0
    is_full: bool = False
    tried: int = 0

    async def claims(
        self, now: datetime, limit: int, busy: Collection[int], full: Collection[str]
    ) -> Sequence[Due]:
        rows = [Due(i, lane) for i, lane in self.due.items() if i not in busy and lane not in full]
        return rows[:limit]

    async def work(self, identifier: int) -> None:
        lane = self.due[identifier]
        self.running[lane] = self.running.get(lane, 0) + 1
        self.most[lane] = max(self.most.get(lane, 0), self.running[lane])
        self.most_in_all = max(self.most_in_all, sum(self.running.values()))
        await asyncio.sleep(0)
        self.running[lane] -= 1
        if identifier < 0:
            del self.due[identifier]
            raise ValueError("a bad row")
        self.worked.append(identifier)
        del self.due[identifier]

    async def record(self, identifier: int, detail: str) -> None:
        if self.is_full:
            raise OSError("disk full")
        self.failed[identifier] = detail

    async def writable(self) -> None:
        if self.is_full:
            raise OSError("disk full")


def queue_over(rows: Rows, side_by_side: int = 4, per_lane: int = 1) -> Queue:
    return Queue(
        name="rows",
        due=rows.claims,
        work=rows.work,
        failed=rows.record,
        writable=rows.writable,
        now=lambda: NOW,
        side_by_side=side_by_side,
        per_lane=per_lane,
    )


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.integers(1, 200), st.sampled_from(["a", "b", "c"]), max_size=40),
    st.integers(1, 6),
    st.integers(1, 3),
)
def test_every_due_row_is_worked_once_within_its_lane(due, side_by_side, per_lane):
    rows = Rows(dict(due))
    queue = queue_over(rows, side_by_side, per_lane)
    asyncio.run(drain_all([queue]))
    assert sorted(rows.worked) == sorted(due)
    assert rows.most_in_all <= side_by_side
    assert all(most <= per_lane for most in rows.most.values())
    assert queue.done == len(due)


def test_a_row_that_fails_is_recorded_and_the_others_go_on():
    rows = Rows({-1: "a", 2: "a", 3: "b"})
    asyncio.run(drain_all([queue_over(rows)]))
    assert sorted(rows.worked) == [2, 3]
    assert rows.failed == {-1: "ValueError: a bad row"}


def test_a_finished_job_wakes_the_next_stage():
    async def scenario() -> list[int]:
        later = Rows({})
        second = queue_over(later)
        first_rows = Rows({1: "a"})
        first = queue_over(first_rows)
        first.wakes = (second,)

        async def work_and_announce(identifier: int) -> bool:
            del first_rows.due[identifier]
            later.due[7] = "x"
            return True

        first.work = work_and_announce
        loops = [asyncio.create_task(queue.run()) for queue in (second, first)]
        for _ in range(200):
            if later.worked:
                break
            await asyncio.sleep(0.005)
        for queue in (first, second):
            queue.stop()
        await asyncio.gather(*loops)
        return later.worked

    assert asyncio.run(scenario()) == [7]


def test_a_job_that_brought_nothing_wakes_nobody_and_looks_for_nothing():
    async def scenario() -> tuple[int, bool]:
        rows, looks = Rows({1: "a", 2: "b"}), []
        queue, second = queue_over(rows), queue_over(Rows({}))
        queue.wakes = (second,)

        async def counted(*args):
            looks.append(args)
            return await rows.claims(*args)

        queue.due = counted
        loop = asyncio.create_task(queue.run())
        await asyncio.sleep(0.1)
        queue.stop()
        await loop
        return len(looks), second.is_nudged

    assert asyncio.run(scenario()) == (1, False)


def test_many_nudges_in_one_moment_are_one_look():
    async def scenario() -> int:
        rows, looks = Rows({}), []
        queue = queue_over(rows)

        async def counted(*args):
            looks.append(args)
            return await rows.claims(*args)

        queue.due = counted
        loop = asyncio.create_task(queue.run())
        for _ in range(50):
            queue.nudge()
            await asyncio.sleep(0.001)
        queue.stop()
        await loop
        return len(looks)

    assert asyncio.run(scenario()) <= 10


def test_a_claim_that_fails_does_not_end_the_queue(monkeypatch):
    monkeypatch.setattr("monitor.run.jobs.CLAIM_RETRY_SECONDS", 0.0)
    monkeypatch.setattr("monitor.run.jobs.IDLE_SECONDS", 0.01)

    async def scenario() -> list[int]:
        rows = Rows({1: "a"})
        queue = queue_over(rows)
        broken = iter([True, False])
        claims = queue.due

        async def sometimes(*args):
            if next(broken, False):
                raise OSError("disk full")
            return await claims(*args)

        queue.due = sometimes
        loop = asyncio.create_task(queue.run())
        for _ in range(200):
            if rows.worked:
                break
            await asyncio.sleep(0.005)
        queue.stop()
        await loop
        return rows.worked

    assert asyncio.run(scenario()) == [1]


def test_draining_gives_up_on_a_job_that_hangs():
    async def scenario() -> int:
        rows = Rows({1: "a"})
        queue = queue_over(rows)

        async def hang(identifier: int) -> None:
            await asyncio.sleep(60)

        queue.work = hang
        await queue.claim()
        return await queue.drain(0.05)

    assert asyncio.run(scenario()) == 1


def test_nothing_more_is_asked_of_the_world_while_its_answers_cannot_be_kept(monkeypatch):
    monkeypatch.setattr("monitor.run.jobs.CLAIM_RETRY_SECONDS", 0.005)
    monkeypatch.setattr("monitor.run.jobs.IDLE_SECONDS", 0.005)

    async def scenario() -> tuple[int, list[int]]:
        rows = Rows({1: "a"}, is_full=True)
        queue = queue_over(rows)
        work = queue.work

        async def unkept(identifier: int) -> None:
            rows.tried += 1
            if rows.is_full:
                raise OSError("disk full")
            await work(identifier)

        queue.work = unkept
        loop = asyncio.create_task(queue.run())
        await asyncio.sleep(0.15)
        tried_while_full = rows.tried
        rows.is_full = False
        for _ in range(200):
            if rows.worked:
                break
            await asyncio.sleep(0.005)
        queue.stop()
        await loop
        return tried_while_full, rows.worked

    assert asyncio.run(scenario()) == (1, [1])


async def test_a_database_that_is_away_charges_no_row():
    """R89."""
    rows = Rows({1: "a"})
    queue = queue_over(rows)

    async def away(_identifier: int) -> object:
        raise StoreUnavailable("connection lost")

    queue.work = away
    await queue.claim()
    await asyncio.gather(*queue.tasks)
    assert (rows.failed, rows.due) == ({}, {1: "a"})
