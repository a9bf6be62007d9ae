"""Batches: how held rows are parted into tasks, and how one is done while its lease lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from stores import MINUTE, NOON, Desk

from monitor.run.batches import Plan, Workbench, parted
from monitor.run.jobs import Queue
from monitor.run.tasks import Batch
from monitor.store.faults import AlreadySettled, StoreUnavailable
from monitor.store.leases import claim
from monitor.store.queues import Due, Job

UNTIL = NOON + 5 * MINUTE


def plan(per_lane: int | None = 5, size: int = 4) -> Plan:
    def rest(_lane: str, count: int) -> timedelta:
        return count * timedelta(seconds=1)

    return Plan(Job.POLL, size, 2, 8, 5 * MINUTE, per_lane, rest)


@given(
    st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 6), st.sampled_from([None, 3])
)
def test_every_row_is_in_one_task_and_a_lane_in_turns_in_one_too(lanes, size, per_lane):
    rows = [Due(number, lane) for number, lane in enumerate(lanes)]
    batches = parted(plan(per_lane, size), rows, UNTIL)
    assert sorted(row for batch in batches for row in batch.rows) == sorted(rows)
    assert all(batch.rows for batch in batches)
    if per_lane is None:
        assert all(len(batch.rows) <= size for batch in batches)
    else:
        assert len([lane for batch in batches for lane in batch.lanes]) == len(set(lanes))


class Bench:
    """A workbench over a database's feeds, with a job of the test's own."""

    def __init__(self, desk: Desk, work: Callable[[int], Awaitable[object]]) -> None:
        self.desk = desk
        self.now = NOON
        self.worked: list[int] = []
        self.failed: dict[int, str] = {}
        self.nudges = 0
        self._work = work
        queue = Queue(
            name="poll",
            due=None,
            work=self._one,
            failed=self._failed,
            writable=None,
            now=lambda: self.now,
            side_by_side=8,
            per_lane=1,
        )
        self.bench = Workbench(plan(), queue, desk.repository, lambda: self.now, self._nudge)

    async def _one(self, identifier: int) -> object:
        self.worked.append(identifier)
        return await self._work(identifier)

    async def _failed(self, identifier: int, detail: str) -> None:
        self.failed[identifier] = detail

    def _nudge(self) -> None:
        self.nudges += 1

    def batch(self) -> Batch:
        rows = self.desk.write(claim, Job.POLL, NOON, UNTIL, limit=100, per_lane=5)
        return Batch(Job.POLL, UNTIL, rows)


async def nothing(_identifier: int) -> object:
    return None


async def test_a_batch_is_done_and_its_hosts_rest(desk: Desk):
    feeds = [desk.feed(f"http://news.example/{number}") for number in range(3)]
    bench = Bench(desk, nothing)
    await bench.bench.work(bench.batch())
    assert bench.worked == feeds
    assert bench.nudges == 0, "nothing came of it"
    desk.write(lambda c: c.exec_driver_sql("UPDATE feeds SET next_due = added_at"))
    assert not desk.write(claim, Job.POLL, NOON + timedelta(seconds=2), UNTIL, limit=9, per_lane=1)
    assert desk.write(claim, Job.POLL, NOON + timedelta(seconds=3), UNTIL, limit=9, per_lane=1)


async def test_a_row_that_fails_is_recorded_and_the_others_go_on(desk: Desk):
    feeds = [desk.feed(f"http://{name}.example/") for name in "abc"]

    async def fail_one(identifier: int) -> object:
        if identifier == feeds[1]:
            raise ValueError("odd")
        return 1

    bench = Bench(desk, fail_one)
    await bench.bench.work(bench.batch())
    assert sorted(bench.worked) == feeds
    assert bench.failed == {feeds[1]: "ValueError: odd"}
    assert (bench.nudges, bench.bench.done) == (1, 2)


async def test_what_another_worker_settled_is_no_failure(desk: Desk):
    desk.feed()

    async def settled(_identifier: int) -> object:
        raise AlreadySettled("sent")

    bench = Bench(desk, settled)
    await bench.bench.work(bench.batch())
    assert bench.failed == {}


async def test_a_database_that_is_away_charges_no_row(desk: Desk):
    """R89."""
    feed = desk.feed()

    async def away(_identifier: int) -> object:
        raise StoreUnavailable("connection lost")

    bench = Bench(desk, away)
    await bench.bench.work(bench.batch())
    assert bench.failed == {}
    rows = desk.write(claim, Job.POLL, NOON + MINUTE, UNTIL + MINUTE, limit=9, per_lane=5)
    assert [row.id for row in rows] == [feed], "given back, due at once"


async def test_rows_that_are_not_held_any_more_are_left_alone(desk: Desk):
    kept, gone = desk.feed("http://a.example/"), desk.feed("http://b.example/")
    bench = Bench(desk, nothing)
    batch = bench.batch()
    desk.announce(gone, at=NOON)  # polled by somebody else meanwhile
    await bench.bench.work(batch)
    assert bench.worked == [kept]


async def test_nothing_is_begun_when_the_lease_is_about_to_end(desk: Desk):
    desk.feed()
    bench = Bench(desk, nothing)
    batch = bench.batch()
    bench.now = UNTIL - timedelta(seconds=30)
    await bench.bench.work(batch)
    assert bench.worked == []


async def test_a_batch_that_is_broken_off_gives_its_rows_back(desk: Desk):
    feed = desk.feed()

    begun = asyncio.Event()

    async def hang(_identifier: int) -> object:
        begun.set()
        await asyncio.sleep(60)
        return None

    bench = Bench(desk, hang)
    batch = bench.batch()
    task = asyncio.create_task(bench.bench.work(batch))
    await begun.wait()
    bench.now = NOON + MINUTE
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    after = NOON + 2 * MINUTE
    rows = desk.write(claim, Job.POLL, after, after + 5 * MINUTE, limit=9, per_lane=5)
    assert [row.id for row in rows] == [feed]
