"""How often a feed is worth asking, where it has moved, and what an outage costs it: simulated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.cadence import PollPolicy, finish_poll, offered
from monitor.feeds.rhythm import adapted, first_met
from monitor.model import (
    Entry,
    Failure,
    Feed,
    FeedId,
    FeedState,
    Fetched,
    FetchFailed,
    Learnt,
    NotModified,
    ParsedFeed,
    PollHints,
    PollOutcome,
    Validators,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A, B = "https://a.example/feed", "https://b.example/feed"
FEED = Feed(FeedId(1), A, "A")
EXACT = PollPolicy(jitter=0.0, first_spread=0.0)
TAG = Validators(A, '"1"')
KNOWN = FeedState(validators=TAG, baseline_at=NOW - DAY, last_polled=NOW, last_success=NOW)


def unchanged(moved_to: str | None = None) -> NotModified:
    return NotModified(None, moved_to=moved_to)


def after(answers, every: timedelta, feed=FEED, state=KNOWN, policy=EXACT):
    """Poll once for each answer; return the address learnt on the way, if any, and the state."""
    now = NOW
    for answer in answers:
        poll = finish_poll(feed, state, answer, None, None, policy, now)
        if poll.new_url:
            return poll.new_url, poll.state
        state, now = poll.state, now + every
    return None, state


def entry(published: datetime | None) -> Entry:
    return Entry(str(published), None, None, "T", published=published)


# --- Moves ----------------------------------------------------------------------------------------


def test_an_address_is_learnt_after_three_polls_over_a_day_that_agree():
    """R18: 301/308 to B are followed at once and learnt only when they last."""
    assert after([unchanged(B)] * 3, 13 * HOUR)[0] == B
    assert after([unchanged(B)] * 2, 25 * HOUR)[0] is None
    assert after([unchanged(B)] * 90, 15 * MINUTE)[0] is None
    assert after([unchanged(B)] * 98, 15 * MINUTE)[0] == B


def test_one_poll_that_disagrees_starts_the_count_again():
    """R18: polls in a row."""
    home, state = after([unchanged(B), unchanged(B), unchanged(), unchanged(B)], DAY)
    assert home is None
    assert state.learnt.move.polls == 1


def test_a_feed_sent_to_and_fro_is_never_moved():
    """R18: A->B->A flips are never stored."""
    assert after([unchanged(B), unchanged()] * 50, DAY)[0] is None
    moved = replace(FEED, url=B, former=(A,))
    assert after([unchanged(A)] * 50, DAY, feed=moved)[0] is None


def test_a_move_from_https_to_http_is_never_learnt():
    """R18: https->http never stored."""
    assert after([unchanged("http://b.example/feed")] * 50, DAY)[0] is None


def test_a_failure_on_the_way_neither_agrees_nor_disagrees():
    """R18."""
    down = FetchFailed(Failure.SERVER, "500", 500)
    assert after([unchanged(B), down, unchanged(B), unchanged(B)], DAY)[0] == B


# --- Rhythm ---------------------------------------------------------------------------------------


def test_dates_at_first_sight_tell_the_rhythm_and_the_last_news():
    entries = [entry(NOW - hours * HOUR) for hours in (2, 4, 6, 8)]
    learnt = first_met(Learnt(), entries, NOW)
    assert (learnt.gap, learnt.last_new) == (2 * HOUR, NOW - 2 * HOUR)


def test_undated_entries_tell_only_that_there_was_something():
    assert first_met(Learnt(), [entry(None)], NOW) == Learnt(last_new=NOW)
    assert first_met(Learnt(), [], NOW) == Learnt()
    assert first_met(Learnt(), [entry(NOW + DAY)], NOW) == Learnt(last_new=NOW)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(None, 15 * MINUTE), (HOUR, 15 * MINUTE), (4 * HOUR, 30 * MINUTE), (30 * DAY, HOUR)],
)
def test_a_feed_that_publishes_rarely_is_asked_less_often_within_bounds(gap, expected):
    """Never more often than `every` says, never less often than the slowest allowed."""
    assert adapted(FEED, Learnt(gap=gap), HOUR) == expected


def test_an_interval_that_the_operator_gave_a_feed_stands():
    chosen = replace(FEED, every_is_chosen=True)
    assert adapted(chosen, Learnt(gap=30 * DAY), HOUR) == 15 * MINUTE
    assert adapted(replace(chosen, slowest=2 * HOUR), Learnt(gap=30 * DAY), HOUR) == 2 * HOUR
    assert adapted(FEED, Learnt(gap=30 * DAY), None) == 15 * MINUTE


def test_the_reason_tells_of_the_rhythm():
    state = replace(KNOWN, learnt=Learnt(gap=30 * DAY, last_new=NOW))
    poll = finish_poll(FEED, state, unchanged(), None, None, replace(EXACT, slowest=HOUR), NOW)
    assert poll.state.next_due == NOW + HOUR
    assert poll.state.due_reason.startswith("every 1 h, because it publishes rarely")


# --- Hints the operator may overrule --------------------------------------------------------------


def test_an_operator_may_overrule_what_a_feed_would_like():
    """R12: Cache-Control, ttl, sy:updatePeriod, skipHours and the lack of validators."""
    hints = PollHints(ttl=6 * HOUR, skip_hours=tuple(range(12, 20)))
    body = Fetched(A, b"<rss/>", "text/xml", None, fresh_for=DAY)
    parsed = ParsedFeed("A", (), hints=hints)
    policy = replace(EXACT, without_validators=DAY)
    polite = finish_poll(FEED, KNOWN, body, parsed, "h", policy, NOW)
    assert polite.state.next_due >= NOW + DAY
    own = replace(FEED, ignore_hints=True)
    assert (
        finish_poll(own, KNOWN, body, parsed, "h", policy, NOW).state.next_due == NOW + FEED.every
    )


@pytest.mark.parametrize("failure", [Failure.THROTTLED, Failure.SERVER])
def test_nobody_overrules_a_server_that_asks_to_be_left_alone(failure):
    """R12: Retry-After is no hint."""
    own = replace(FEED, ignore_hints=True, every_is_chosen=True, every=MINUTE)
    answer = FetchFailed(failure, "later", 429, retry_after=3 * HOUR)
    assert finish_poll(own, KNOWN, answer, None, None, EXACT, NOW).state.next_due == NOW + 3 * HOUR


def test_nobody_overrules_a_feed_that_is_gone():
    """R12: 410 ends polling, whatever the operator wished of hints."""
    own = replace(FEED, ignore_hints=True)
    gone = finish_poll(own, KNOWN, FetchFailed(Failure.GONE, "410", 410), None, None, EXACT, NOW)
    assert gone.state.next_due is None


def test_a_feed_without_validators_is_read_once_a_day_unless_the_operator_chose():
    """R15: three simulated days; the policy's default in a configuration without `every`."""
    policy = replace(EXACT, without_validators=DAY)
    for feed, most in ((FEED, 3), (replace(FEED, every_is_chosen=True, every=6 * HOUR), 12)):
        state, now, polls = FeedState(), NOW, 0
        while now < NOW + 3 * DAY:
            body = Fetched(A, b"<rss/>", "text/xml", None)
            done = finish_poll(feed, state, body, ParsedFeed("A", ()), "h", policy, now)
            state, now, polls = done.state, done.state.next_due, polls + 1
        assert polls == most


# --- Our own outage -------------------------------------------------------------------------------


def test_an_outage_of_our_own_is_not_charged_to_the_feed():
    """R22: after six hours without network every feed is asked within an interval."""
    state, now = replace(KNOWN, failures=1), NOW
    while now < NOW + 6 * HOUR:
        offline = FetchFailed(Failure.OFFLINE, "no host answers")
        poll = finish_poll(FEED, state, offline, None, None, PollPolicy(), now)
        assert poll.outcome is PollOutcome.OFFLINE
        assert poll.state.failures == 1
        assert poll.state.next_due - now <= FEED.every * 1.2
        assert "our own network" in poll.state.due_reason
        state, now = poll.state, poll.state.next_due


# --- Stuck servers --------------------------------------------------------------------------------


def test_a_stuck_feed_is_read_whole_only_where_allowed_and_once_a_week():
    """R7: thirty simulated days of 304 to everything."""
    for feed, most in ((FEED, 0), (replace(FEED, reread=True), 4)):
        learnt = Learnt(last_new=NOW - DAY, gap=HOUR, window=9, last_body=NOW - DAY)
        state, now, whole = replace(KNOWN, learnt=learnt), NOW, 0
        while now < NOW + 30 * DAY:
            asked_with = offered(feed, state, EXACT, now)
            answer = unchanged()
            if asked_with is None:
                whole += 1
                answer = Fetched(A, b"the same", "text/xml", TAG)
            state = finish_poll(feed, state, answer, None, None, EXACT, now).state
            now += HOUR
        assert whole == most
