from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest
from alert_samples import delivery

from monitor.alerts.render import message
from monitor.alerts.sending import STUCK_FOR, Sender
from monitor.model import RetryLater, Sent

MESSAGE = message(delivery(), ())


class Clock:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_send_that_never_ends_is_forgotten_after_an_hour(clock):
    never = threading.Event()
    calls = []

    def deliver(_recipient, _message):
        calls.append(1)
        if len(calls) == 1:
            never.wait(20)
        return Sent("250 queued")

    sender = Sender(deliver, (), 60, timedelta(seconds=0.05), clock)
    assert isinstance(await sender.send("a@b.example", MESSAGE), RetryLater)
    clock.now += STUCK_FOR - 1
    assert (await sender.send("a@b.example", MESSAGE)).tried is False
    clock.now += 2
    assert await sender.send("a@b.example", MESSAGE) == Sent("250 queued")
    assert sender.stuck == 0
    never.set()


async def test_at_most_four_sends_are_under_way_at_once(clock):
    under_way, most, lock = 0, 0, threading.Lock()
    gate = threading.Event()

    def deliver(_recipient, _message):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        gate.wait(0.02)
        with lock:
            under_way -= 1
        return Sent()

    sender = Sender(deliver, (), 6000, timedelta(seconds=5), clock)
    results = await asyncio.gather(*(sender.send(f"{n}@b.example", MESSAGE) for n in range(20)))
    assert all(isinstance(result, Sent) for result in results)
    assert most == 4


async def test_a_secret_in_an_answer_is_masked(clock):
    sender = Sender(
        lambda *_: RetryLater("bad s3cr3tword"), ("s3cr3tword",), 60, timedelta(seconds=5), clock
    )
    assert await sender.send("", MESSAGE) == RetryLater("bad ***")
    assert "s3cr3tword" not in sender.last
