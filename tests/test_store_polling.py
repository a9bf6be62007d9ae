"""Polls that brought nothing are saved together, as if each had been saved alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from stores import MINUTE, NOON, Desk, by_guid, entry

from monitor.errors import NotFound
from monitor.model import (
    FeedId,
    FeedStatus,
    Health,
    Learnt,
    Poll,
    PollOutcome,
    SavedPoll,
    Validators,
)
from monitor.store.feeds import load_feed, remove_feed, set_status
from monitor.store.polling import save_poll, save_quiet
from monitor.store.queues import Job
from monitor.store.schema import notices, polls

NOTHING = SavedPoll(new_entries=0, baselined=0)
LATER = NOON + MINUTE


def feeds_of(desk: Desk, count: int) -> list[FeedId]:
    """Feeds that have been read once."""
    ids = [desk.feed("http" + f"://f{number}.example/feed") for number in range(count)]
    for feed_id in ids:
        desk.announce(feed_id, entry(f"of {feed_id}"))
    return ids


def quiet(desk: Desk, feed_id: FeedId, at: datetime = LATER, **changes: Any) -> Poll:
    """A poll answered with 304, with new validators."""
    state = desk.read(load_feed, feed_id)[1]
    now = replace(
        state,
        validators=Validators(f"http://f{feed_id}.example/feed", f'"{at:%H%M}"', None),
        next_due=at + 15 * MINUTE,
        last_polled=at,
        last_success=at,
        last_outcome="unchanged",
        **changes.pop("state", {}),
    )
    outcome = PollOutcome.UNCHANGED
    return Poll(feed_id, at, outcome, "304", now, FeedStatus.ACTIVE, before=state.learnt, **changes)


def ledger(desk: Desk, feed_id: FeedId) -> list[Any]:
    query = select(polls.c.at, polls.c.outcome, polls.c.detail, polls.c.new_entries, polls.c.lost)
    return desk.read(
        lambda connection: [
            tuple(row)
            for row in connection.execute(query.where(polls.c.feed_id == feed_id).order_by("at"))
        ]
    )


def told(desk: Desk) -> list[str]:
    return desk.read(
        lambda connection: list(connection.execute(select(notices.c.subject)).scalars())
    )


def test_what_is_saved_together_is_what_is_saved_alone(desk: Desk):
    alone, together, learning, failing = feeds_of(desk, 4)
    lesson = {"learnt": Learnt(window=3, last_body=LATER)}
    trouble = {"failures": 3}
    for feed_id in (alone,):
        desk.write(save_poll, quiet(desk, feed_id), by_guid)
    batch = [
        quiet(desk, together),
        quiet(desk, learning, state=lesson),
        replace(quiet(desk, failing, state=trouble), outcome=PollOutcome.FAILED),
    ]
    desk.write(save_quiet, batch)
    states = {one: desk.read(load_feed, one)[1] for one in (alone, together, learning, failing)}
    own = states[alone].validators
    assert own is not None
    assert replace(states[together], validators=own) == states[alone]
    assert ledger(desk, together) == ledger(desk, alone)
    assert states[learning].learnt == lesson["learnt"]
    assert states[failing].learnt.told is Health.FAILING
    assert told(desk) == [f"feed {failing} is failing: http://f3.example/feed"]
    assert [one[1] for one in ledger(desk, failing)] == ["entries", "failed"]


def test_what_a_quiet_poll_does_not_know_of_stays(desk: Desk):
    """The operator's pause, and what the last body taught."""
    (feed_id,) = feeds_of(desk, 1)
    done = quiet(desk, feed_id)
    before = desk.read(load_feed, feed_id)[1]
    desk.write(set_status, feed_id, FeedStatus.PAUSED, NOON)
    desk.write(save_quiet, [done])
    feed, state = desk.read(load_feed, feed_id)
    assert feed.status is FeedStatus.PAUSED
    assert (state.body_hash, state.items, state.baseline_at) == (
        before.body_hash, before.items, before.baseline_at,
    )  # fmt: skip


async def test_polls_of_one_moment_are_saved_in_one_transaction(desk: Desk):
    ids = feeds_of(desk, 20)
    commits = []
    write = desk.database.write

    async def counted(verb: Any, *args: Any) -> Any:
        commits.append(verb.__name__)
        return await write(verb, *args)

    desk.database.write = counted  # type: ignore[method-assign]
    saves = [desk.repository.save_poll(quiet(desk, one), by_guid) for one in ids]
    assert await asyncio.gather(*saves) == [NOTHING] * 20
    assert commits == ["save_quiet"]
    assert desk.due(Job.POLL, LATER) == []


async def test_a_feed_that_was_removed_meanwhile_spoils_none_of_the_others(desk: Desk):
    ids = feeds_of(desk, 5)
    ended = [quiet(desk, one) for one in ids]
    desk.write(remove_feed, ids[2])
    saves = [desk.repository.save_poll(one, by_guid) for one in ended]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert isinstance(outcomes.pop(2), NotFound)
    assert outcomes == [NOTHING] * 4
    assert [len(ledger(desk, one)) for one in ids] == [2, 2, 0, 2, 2]


async def test_a_row_that_cannot_be_written_spoils_none_of_the_others(desk: Desk):
    ids = feeds_of(desk, 4)
    ended = [quiet(desk, one) for one in ids]
    nowhere = datetime(2026, 11, 21, 12)  # noqa: DTZ001  no zone: refused by the column
    ended[1] = replace(ended[1], state=replace(ended[1].state, last_polled=nowhere))
    saves = [desk.repository.save_poll(one, by_guid) for one in ended]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert isinstance(outcomes.pop(1), Exception)
    assert outcomes == [NOTHING] * 3
    assert [one.id for one in desk.due(Job.POLL, LATER + MINUTE)] == []
    assert [len(ledger(desk, one)) for one in ids] == [2, 1, 2, 2]


async def test_feeds_asked_for_in_one_moment_are_one_query(desk: Desk):
    ids = feeds_of(desk, 3)
    gone = FeedId(max(ids) + 1)
    wanted = [desk.repository.feed(one) for one in (*ids, gone)]
    found = await asyncio.gather(*wanted, return_exceptions=True)
    assert isinstance(found.pop(), NotFound)
    assert found == [desk.read(load_feed, one) for one in ids]
