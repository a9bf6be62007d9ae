"""Turns per host: one at a time, a gap between, feeds before pages, hosts left alone (R10, R14)."""

from __future__ import annotations

import asyncio

import pytest

from monitor.fetch.turns import HostTurns, Urgency
from monitor.model import HostPause
from tests.fetching import NOW, Clock

FEED, PAGE = Urgency.FEED, Urgency.PAGE


async def one(turns, host, log, name, gap=0.0, *, urgency=FEED, stay=0.01):
    paused = await turns.take(host, gap, urgency)
    if paused is not None:
        log.append((name, "sent away"))
        return
    loop = asyncio.get_running_loop()
    log.append((name, "in", loop.time()))
    await asyncio.sleep(stay)
    log.append((name, "out", loop.time()))
    turns.give_back(host)


async def test_a_host_sees_one_at_a_time_in_order_of_arrival():
    """R14."""
    turns, log = HostTurns(1, Clock()), []
    await asyncio.gather(*(one(turns, "a", log, str(number)) for number in range(5)))
    assert [(name, step) for name, step, _ in log] == [
        (str(number), step) for number in range(5) for step in ("in", "out")
    ]


async def test_hosts_do_not_wait_for_each_other():
    turns, log = HostTurns(1, Clock()), []
    await asyncio.gather(*(one(turns, host, log, host) for host in "abc"))
    assert [step for _, step, _ in log] == ["in"] * 3 + ["out"] * 3


async def test_several_may_be_inside_when_the_policy_says_so():
    turns, log = HostTurns(2, Clock()), []
    await asyncio.gather(*(one(turns, "a", log, str(number)) for number in range(4)))
    assert [step for _, step, _ in log[:3]] == ["in", "in", "out"]


async def test_the_gap_runs_from_the_end_of_one_turn_to_the_start_of_the_next():
    """R14: and it is the gap of the one who comes next."""
    turns, log = HostTurns(1, Clock()), []
    await asyncio.gather(*(one(turns, "a", log, str(number), gap=0.05) for number in range(4)))
    times = [moment for _, _, moment in log]
    assert all(start - end >= 0.05 for end, start in zip(times[1::2], times[2::2], strict=False))


async def test_a_feed_goes_before_pages_that_came_earlier():
    turns, log = HostTurns(1, Clock()), []
    holder = asyncio.create_task(one(turns, "a", log, "holder"))
    await asyncio.sleep(0)
    pages = [
        asyncio.create_task(one(turns, "a", log, f"page {n}", 0.02, urgency=PAGE)) for n in range(2)
    ]
    await asyncio.sleep(0)
    feed = asyncio.create_task(one(turns, "a", log, "feed"))
    await asyncio.gather(holder, feed, *pages)
    assert [name for name, step, _ in log if step == "in"] == ["holder", "feed", "page 0", "page 1"]


async def test_who_gives_up_waiting_leaves_the_line_intact():
    turns, log = HostTurns(1, Clock()), []
    tasks = [asyncio.create_task(one(turns, "a", log, str(n), gap=0.02)) for n in range(4)]
    await asyncio.sleep(0.005)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [name for name, step, _ in log if step == "in"] == ["0", "2", "3"]


async def test_a_turn_granted_to_one_just_cancelled_goes_to_the_next():
    turns, log = HostTurns(1, Clock()), []
    assert await turns.take("a", 0, FEED) is None
    cancelled = asyncio.create_task(one(turns, "a", log, "cancelled"))
    following = asyncio.create_task(one(turns, "a", log, "following"))
    await asyncio.sleep(0)
    turns.give_back("a")
    cancelled.cancel()
    await asyncio.wait_for(following, 1)
    assert [name for name, step, _ in log if step == "in"] == ["following"]


async def test_a_pause_sends_everyone_away_until_it_is_over():
    """R10: those already waiting too, at once and not one by one."""
    clock = Clock()
    turns, log = HostTurns(1, clock), []
    assert await turns.take("a", 0, FEED) is None
    waiting = [asyncio.create_task(one(turns, "a", log, str(n), gap=5.0)) for n in range(3)]
    await asyncio.sleep(0)
    pause = HostPause("a", NOW.replace(hour=6), "it said so")
    turns.pause(pause)
    turns.give_back("a")
    await asyncio.wait_for(asyncio.gather(*waiting), 1)
    assert log == [(str(n), "sent away") for n in range(3)]
    assert turns.pauses == (pause,)
    assert await turns.take("b", 0, FEED) is None, "other hosts are unaffected"
    assert await turns.take("a", 0, FEED) == pause
    clock.now = pause.until
    assert turns.pauses == ()
    assert await turns.take("a", 0, FEED) is None


def test_a_longer_pause_is_not_shortened_by_a_later_one():
    turns = HostTurns(1, Clock())
    long, short = (HostPause("a", NOW.replace(hour=hour), "") for hour in (9, 7))
    turns.pause(long)
    turns.pause(short)
    assert turns.pauses == (long,)


async def test_how_long_a_newcomer_waits_can_be_told():
    turns = HostTurns(1, Clock())
    assert turns.wait("a", 5.0) == 0.0
    assert await turns.take("a", 0, FEED) is None
    assert turns.wait("a", 5.0) == pytest.approx(5.0)
    turns.give_back("a")
    assert turns.wait("a", 5.0) == pytest.approx(5.0, abs=0.1)
    turns.pause(HostPause("a", NOW.replace(hour=6, minute=6), ""))
    assert turns.wait("a", 5.0) == 3600.0


async def test_ten_thousand_waiting_need_no_task_or_timer_each():
    """One future each; the loop holds one timer for the whole host."""
    turns = HostTurns(1, Clock())
    assert await turns.take("a", 0, FEED) is None
    turns.give_back("a")
    waiting = [turns.take("a", 60.0, PAGE) for _ in range(10_000)]
    for waiter in waiting:
        waiter.send(None)
    loop = asyncio.get_running_loop()
    assert len(asyncio.all_tasks()) == 1
    assert sum(not handle.cancelled() for handle in loop._scheduled) <= 2
    for waiter in waiting:
        waiter.close()


async def test_hosts_nobody_asks_any_more_are_forgotten(monkeypatch):
    monkeypatch.setattr("monitor.fetch.turns._REMEMBERED_HOSTS", 3)
    monkeypatch.setattr("monitor.fetch.turns._IDLE_SECONDS", 0.0)
    turns, log = HostTurns(1, Clock()), []
    for number in range(50):
        await one(turns, f"host-{number}", log, "x", stay=0)
        await asyncio.sleep(0)
    assert len(turns._hosts) <= 8
