"""What polls teach is kept with them: moves, losses, and what the operator is told, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from stores import FEED_URL, MINUTE, NOON, Desk, by_guid, entry, poll

from monitor.feeds.novelty import unseen
from monitor.model import FeedState, FeedStatus, Health, Learnt, Move, Route
from monitor.store.feeds import load_feed
from monitor.store.learning import as_json, from_json
from monitor.store.notices import address, due_bundles, list_notices, save_notice_attempt
from monitor.store.polling import close_gap, save_older, save_poll
from monitor.store.queries import list_polls
from monitor.store.queues import Job
from monitor.store.retention import Retention, prune
from monitor.store.schema import feeds, notices

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "http" + "://new.example/feed"
OPS = Route("ops", "operator@example.org")
moments = st.none() | st.datetimes().map(lambda moment: moment.replace(tzinfo=NOON.tzinfo))


def saved(desk: Desk, feed_id, *new, learnt: Learnt = Learnt(), at=NOON, **changes):  # noqa: B008
    """Save a poll of a feed that was polled before and knows `learnt`."""
    done = poll(feed_id, *new, at=at, **({"since": at - HOUR} | changes))
    before = desk.read(load_feed, feed_id)[1].learnt
    state = replace(done.state, learnt=learnt)
    return desk.write(save_poll, replace(done, state=state, before=before), unseen)


def subjects(desk: Desk) -> list[str]:
    return [row.notice.subject for row in reversed(desk.read(list_notices))]


@given(
    st.builds(
        Learnt,
        last_new=moments,
        gap=st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=999)),
        window=st.none() | st.integers(0, 1000),
        last_body=moments,
        overlapped=st.integers(0, 40),
        parted=st.integers(0, 40),
        lost_at=moments,
        lost=st.integers(0, 999),
        move=st.none() | st.builds(Move, st.text(), st.just(NOON), st.integers(1, 3)),
        blocked=st.text(),
        told=st.sampled_from(Health),
    )
)
def test_what_is_learnt_comes_back_as_it_was_kept(learnt):
    assert from_json(as_json(learnt)) == learnt


def test_a_feed_that_has_moved_keeps_its_entries_and_its_history(desk: Desk):
    """R18: no duplicate alert after the move, and the operator hears of it once."""
    feed_id = desk.feed(title="Fleet")
    desk.announce(feed_id, entry("one"))
    learnt = Learnt(move=Move(HOME, NOON - DAY, 3))
    assert saved(desk, feed_id, entry("one"), learnt=learnt, new_url=HOME).new_entries == 0
    feed, state = desk.read(load_feed, feed_id)
    assert (feed.url, feed.former, state.learnt.move) == (HOME, (FEED_URL,), None)
    assert saved(desk, feed_id, entry("one"), entry("two")).new_entries == 1
    assert [due.lane for due in desk.due(Job.POLL, NOON + HOUR)] == ["new.example"]
    assert subjects(desk) == [f"feed {feed_id} has moved"]


def test_a_move_to_an_address_that_is_followed_already_is_not_made_and_told(desk: Desk):
    """R18: two feeds never become one in silence."""
    feed_id, other = desk.feed(), desk.feed(HOME)
    learnt = Learnt(window=3, move=Move(HOME, NOON - DAY, 3))
    saved(desk, feed_id, learnt=learnt, new_url=HOME)
    feed, state = desk.read(load_feed, feed_id)
    assert feed.url == FEED_URL
    assert f"feed {other} follows that address" in state.learnt.blocked
    assert "is moved" in subjects(desk)[0]


def test_the_operator_is_told_of_a_change_and_not_of_its_lasting(desk: Desk):
    """A failure from the third in a row on; the recovery; nothing in between."""
    feed_id = desk.feed(title="Fleet")
    for failures in (1, 2, 3, 4, 5, 0, 0):
        done = poll(feed_id, since=NOON)
        state = desk.read(load_feed, feed_id)[1]
        now = replace(done.state, failures=failures, learnt=state.learnt)
        desk.write(save_poll, replace(done, state=now, before=state.learnt), by_guid)
    assert subjects(desk) == [
        f"feed {feed_id} is failing: Fleet",
        f"feed {feed_id} is healthy again: Fleet",
    ]


def test_a_feed_that_is_gone_is_told_once(desk: Desk):
    """R21: operator told once."""
    feed_id = desk.feed()
    saved(desk, feed_id, status=FeedStatus.GONE)
    assert len(subjects(desk)) == 1
    assert "is gone" in subjects(desk)[0]


def test_nothing_is_written_when_nothing_is_learnt(desk: Desk):
    feed_id = desk.feed()
    learnt = Learnt(window=3, last_new=NOON)
    saved(desk, feed_id, learnt=learnt)
    assert desk.read(load_feed, feed_id)[1].learnt == learnt
    stale = poll(feed_id)
    other = replace(stale.state, learnt=Learnt())
    desk.write(save_poll, replace(stale, state=other, before=Learnt()), by_guid)
    assert desk.read(load_feed, feed_id)[1].learnt == learnt


ROLLED = Learnt(window=20, last_new=NOON - HOUR, gap=timedelta(minutes=10), overlapped=5)


def test_a_window_that_rolled_past_us_is_recorded_and_told(desk: Desk):
    """R24 and the gap notice: nothing known is left in the poll."""
    feed_id = desk.feed()
    desk.announce(feed_id, entry("old"))
    later = NOON + 12 * HOUR
    done = saved(
        desk,
        feed_id,
        *(entry(f"n{number}", published=None) for number in range(20)),
        learnt=ROLLED,
        at=later,
        since=NOON,
    )
    assert done.lost == 72
    assert desk.read(list_polls)[0].lost == 72
    learnt = desk.read(load_feed, feed_id)[1].learnt
    assert (learnt.lost, learnt.lost_at) == (72, later)
    assert "rolled past us" in subjects(desk)[0]


def test_a_poll_that_overlaps_loses_nothing(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id, entry("old"))
    assert saved(desk, feed_id, entry("old"), entry("new"), learnt=ROLLED).lost == 0
    assert saved(desk, feed_id, entry("newer"), learnt=ROLLED, skipped=7).lost == 0
    assert subjects(desk) == []


def test_a_gap_that_older_pages_close_is_none(desk: Desk):
    """R24: no entry missed."""
    feed_id = desk.feed()
    desk.announce(feed_id, entry("old"))
    later = NOON + 12 * HOUR
    saved(desk, feed_id, entry("new"), learnt=ROLLED, at=later, since=NOON)
    page = desk.write(save_older, feed_id, (entry("middle"), entry("old")), unseen, later)
    assert (page.new_entries, page.overlaps) == (1, True)
    assert len(desk.due(Job.READ, later)) == 3
    desk.write(close_gap, feed_id, later, 1)
    assert desk.read(list_polls)[0].lost == 0
    assert "nothing was lost" in desk.read(list_polls)[0].detail
    assert desk.read(load_feed, feed_id)[1].learnt.lost == 0


def test_a_notice_is_handed_to_each_recipient_until_taken_and_once(desk: Desk):
    """On a route of its own: it is addressed to those there are when it is first due."""
    feed_id = desk.feed()
    saved(desk, feed_id, status=FeedStatus.GONE)
    assert desk.write(address, (OPS, Route("chat", "")), NOON) == 1
    assert desk.write(address, (OPS,), NOON) == 0
    bundles = desk.read(due_bundles, NOON)
    assert {bundle.route for bundle in bundles} == {OPS, Route("chat", "")}
    for bundle in bundles:
        late = None if bundle.route == OPS else NOON + MINUTE
        sent = NOON if bundle.route == OPS else None
        desk.write(save_notice_attempt, bundle, "as told", sent_at=sent, next_due=late)
    assert desk.read(due_bundles, NOON) == ()
    (again,) = desk.read(due_bundles, NOON + MINUTE)
    assert (again.route.channel, again.attempts) == ("chat", 1)
    (row,) = desk.read(list_notices)
    assert (row.sent, row.waiting, row.given_up) == (1, 1, 0)


def test_without_an_operators_channel_a_notice_is_listed_and_waits_for_nobody(desk: Desk):
    saved(desk, desk.feed(), status=FeedStatus.GONE)
    assert desk.write(address, (), NOON) == 1
    assert desk.read(due_bundles, NOON) == ()
    assert desk.scalar(select(func.count()).select_from(notices)) == 1


def test_an_old_feeds_empty_memory_is_read_as_nothing_learnt(desk: Desk):
    assert FeedState().learnt == from_json({}) == Learnt()
    desk.feed()
    assert desk.scalar(select(feeds.c.learnt)) == {}


def test_notices_go_after_a_season(desk: Desk):
    saved(desk, desk.feed(), status=FeedStatus.GONE)
    desk.write(address, (OPS,), NOON)
    for day in range(89):  # a clock that goes on day by day is believed
        desk.write(prune, Retention(), NOON + day * DAY)
    assert len(desk.read(list_notices)) == 1
    for day in range(89, 92):
        desk.write(prune, Retention(), NOON + day * DAY)
    assert desk.read(list_notices) == ()
    assert desk.read(due_bundles, NOON + 99 * DAY) == ()
