"""Whoever is not reached is told of by another channel, once."""

from __future__ import annotations

from datetime import timedelta

from stores import MINUTE, NOON, Desk, article

from monitor.model import Attempt, DeliveryId, DeliveryState
from monitor.run import reach
from monitor.store.deliveries import begin_delivery, save_attempt
from monitor.store.notices import list_notices
from monitor.store.queues import Job
from monitor.store.reach import Reach, standings

HALF = timedelta(minutes=30)


def tried(desk: Desk, name: str, state: DeliveryState, at=NOON, words: str = "") -> None:
    """An alert whose two deliveries were tried and ended so."""
    desk.alert(article(name), at=at)
    for due in desk.due(Job.SEND, at):
        again(desk, due.id, state, at, words)


def again(desk: Desk, identifier: int, state: DeliveryState, at, words: str = "") -> None:
    begun = desk.write(begin_delivery, DeliveryId(identifier), at)
    later = at + timedelta(hours=1) if state is DeliveryState.PENDING else None
    ended = Attempt(DeliveryId(identifier), at, state, words, later, begun.attempts + 1)
    desk.write(save_attempt, ended)


def how(desk: Desk, now) -> list[Reach]:
    return [one.reach for one in desk.read(standings, now)]


def subjects(desk: Desk) -> list[str]:
    return [row.notice.subject for row in reversed(desk.read(list_notices))]


def test_nobody_was_told_anything_yet(desk: Desk):
    assert how(desk, NOON) == []


def test_a_failure_counts_after_half_an_hour_and_a_success_ends_it(desk: Desk):
    tried(desk, "one", DeliveryState.PENDING)
    assert how(desk, NOON + HALF - MINUTE) == [Reach.REACHED] * 2
    assert how(desk, NOON + HALF) == [Reach.FAILING] * 2
    tried(desk, "two", DeliveryState.SENT, NOON + 31 * MINUTE)
    assert how(desk, NOON + 32 * MINUTE) == [Reach.REACHED] * 2


def test_a_failure_of_last_week_is_old_news(desk: Desk):
    tried(desk, "one", DeliveryState.DEAD)
    assert how(desk, NOON + MINUTE) == [Reach.REFUSED] * 2
    assert how(desk, NOON + timedelta(days=8)) == []


async def test_the_operator_is_told_once_that_nobody_is_reached_and_once_that_all_is_well(
    desk: Desk,
):
    """R58."""
    tried(desk, "one", DeliveryState.PENDING, words="421 try later")
    waiting = [1, 2]
    assert await reach.tell(desk.database, NOON + MINUTE) == 0
    assert await reach.tell(desk.database, NOON + HALF) == 2
    assert await reach.tell(desk.database, NOON + HALF + MINUTE) == 0
    assert subjects(desk) == [
        "Channel mail has not reached ayse@example.org for half an hour",
        "Channel mail has not reached omar@example.org for half an hour",
    ]
    for identifier in waiting:
        again(desk, identifier, DeliveryState.SENT, NOON + timedelta(hours=1))
    assert await reach.tell(desk.database, NOON + timedelta(hours=1)) == 2
    assert subjects(desk)[2:] == [
        "Channel mail reaches ayse@example.org again",
        "Channel mail reaches omar@example.org again",
    ]


async def test_a_refusal_is_told_with_the_channels_own_words(desk: Desk):
    """R56, R58."""
    tried(desk, "one", DeliveryState.DEAD, words="refused: 535 wrong password")
    assert await reach.tell(desk.database, NOON) == 2
    told = desk.read(list_notices)[0].notice
    assert told.subject.startswith("Channel mail refuses messages to")
    assert "535 wrong password" in told.detail
    assert "resend --dead" in told.detail
