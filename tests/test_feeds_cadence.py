"""When a feed is due again, and what each kind of answer leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.cadence import PollPolicy, finish_poll
from monitor.model import (
    Entry,
    Failure,
    Feed,
    FeedId,
    FeedState,
    FeedStatus,
    Fetched,
    FetchFailed,
    FirstPoll,
    NotModified,
    ParsedFeed,
    ParseFailed,
    PollHints,
    PollOutcome,
    Validators,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
URL = "https://desk.example/feed"
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EXACT = PollPolicy(jitter=0.0, first_spread=0.0)
FEED = Feed(id=FeedId(1), url=URL, title="Desk")
OLD = Validators(URL, etag='"1"', last_modified="Sat, 21 Nov 2026 11:00:00 GMT")
NEW = Validators(URL, etag='W/"2"')
KNOWN = FeedState(validators=OLD, baseline_at=NOW - DAY, last_polled=NOW - HOUR, body_hash="old")
EMPTY = ParsedFeed(title="Desk", entries=())


def entry(number: int, published: datetime | None = None) -> Entry:
    return Entry(
        guid=str(number),
        url=f"https://desk.example/{number}",
        url_key=f"https://desk.example/{number}",
        title=f"Report {number}",
        published=published,
    )


def fetched(validators: Validators | None = NEW, fresh_for: timedelta = timedelta(0)) -> Fetched:
    return Fetched(URL, b"<rss/>", "application/rss+xml", validators, fresh_for=fresh_for)


def failed(failure: Failure = Failure.SERVER, retry_after: timedelta | None = None) -> FetchFailed:
    return FetchFailed(failure, "as told", 500, retry_after)


def poll(result, parsed=None, state=KNOWN, feed=FEED, policy=EXACT, now=NOW):
    return finish_poll(feed, state, result, parsed, "new", policy, now)


def wait(finished) -> timedelta:
    return finished.state.next_due - NOW


# --- Success --------------------------------------------------------------------------------------


def test_a_feed_is_due_again_after_its_interval():
    finished = poll(fetched(), EMPTY)
    assert (finished.outcome, wait(finished)) == (PollOutcome.ENTRIES, QUARTER)
    assert finished.state.due_reason == "every 15 min"


def test_validators_and_hash_are_kept_with_the_entries_they_brought():
    """R5: one poll, saved as one transaction."""
    parsed = ParsedFeed(title="Desk", entries=(entry(1),), items=b"12345678")
    finished = poll(fetched(), parsed)
    assert finished.to_read == (entry(1),)
    assert finished.state.validators == NEW
    assert finished.state.body_hash == "new"
    assert finished.state.items == b"12345678"
    assert finished.title == "Desk"


def test_a_feed_cut_short_is_read_and_then_asked_for_again():
    """R6: its validators are not kept."""
    finished = poll(fetched(), ParsedFeed("Desk", (entry(1),), items=b"x" * 8, complete=False))
    assert finished.to_read == (entry(1),)
    assert finished.state.validators == OLD
    assert finished.state.body_hash == "old"
    assert finished.state.items == b""


def test_unchanged_bytes_still_bring_the_newest_validators():
    finished = poll(fetched(NEW))
    assert (finished.outcome, finished.state.validators) == (PollOutcome.UNCHANGED, NEW)
    assert finished.state.body_hash == "old"


def test_an_answer_without_validators_clears_the_old_ones():
    """R4."""
    assert poll(fetched(None), EMPTY).state.validators is None
    assert poll(fetched(None)).state.validators is None


def test_a_304_renews_what_it_carries_and_leaves_the_rest():
    kept = poll(NotModified(Validators(URL, etag='"3"'))).state.validators
    assert kept == Validators(URL, etag='"3"', last_modified=OLD.last_modified)
    assert poll(NotModified(None)).state.validators == OLD


def test_success_forgets_failures():
    """R22: one success resets."""
    assert poll(NotModified(None), state=replace(KNOWN, failures=9)).state.failures == 0


@pytest.mark.parametrize(
    ("fresh_for", "expected"),
    [
        (timedelta(0), QUARTER),
        (timedelta(minutes=5), QUARTER),
        (timedelta(hours=12), timedelta(hours=12)),
        (timedelta(days=365 * 16), DAY),
    ],
)
def test_cache_control_is_a_lower_bound_up_to_a_day(fresh_for, expected):
    """R11: due at the longest of interval, max-age, Expires."""
    assert wait(poll(fetched(fresh_for=fresh_for), EMPTY)) == expected
    assert wait(poll(NotModified(None, fresh_for=fresh_for))) == expected


def test_the_feeds_ttl_is_a_lower_bound_and_outlives_a_304():
    """R11, R23."""
    parsed = replace(EMPTY, hints=PollHints(ttl=HOUR))
    first = poll(fetched(), parsed)
    assert wait(first) == HOUR
    assert "ttl is 1 h" in first.state.due_reason
    assert wait(poll(NotModified(None), state=first.state)) == HOUR


def test_a_ttl_of_a_year_waits_a_day():
    assert wait(poll(fetched(), replace(EMPTY, hints=PollHints(ttl=DAY * 365)))) == DAY


def test_skipped_hours_and_days_are_passed_over():
    """R23."""
    hours = replace(EMPTY, hints=PollHints(skip_hours=(12, 13, 14)))
    assert wait(poll(fetched(), hours)) == timedelta(hours=3)
    days = replace(EMPTY, hints=PollHints(skip_days=(5, 6)))  # Saturday and Sunday
    assert poll(fetched(), days).state.next_due == datetime(2026, 11, 23, tzinfo=UTC)


def test_hints_that_leave_no_hour_are_ignored():
    """R23: nonsense is ignored."""
    never = replace(EMPTY, hints=PollHints(skip_hours=tuple(range(24))))
    assert wait(poll(fetched(), never)) == QUARTER


def test_a_feed_without_validators_can_be_given_a_longer_wait():
    policy = replace(EXACT, without_validators=DAY)
    assert wait(poll(fetched(None), EMPTY, policy=policy)) == DAY
    assert wait(poll(fetched(NEW), EMPTY, policy=policy)) == QUARTER


# --- Failure --------------------------------------------------------------------------------------


def test_failures_back_off_by_doubling_up_to_the_cap():
    """R22."""
    waits = [
        wait(poll(failed(), state=replace(KNOWN, failures=count))) for count in (0, 1, 2, 5, 6, 99)
    ]
    assert waits == [QUARTER, HOUR / 2, HOUR, HOUR * 8, HOUR * 12, HOUR * 12]


def test_backing_off_never_shortens_a_long_interval():
    weekly = replace(FEED, every=timedelta(days=7))
    assert wait(poll(failed(), feed=weekly)) == timedelta(days=7)


def test_a_missing_feed_is_asked_for_ever_more_rarely_but_never_dropped():
    """R21: 404 backs off to a day."""
    state = replace(KNOWN, failures=50)
    finished = poll(failed(Failure.NOT_FOUND), state=state)
    assert (wait(finished), finished.status) == (DAY, FeedStatus.ACTIVE)


def test_retry_after_is_obeyed_whole():
    """R8."""
    assert wait(poll(failed(Failure.THROTTLED, timedelta(days=3)))) == timedelta(days=3)
    assert wait(poll(failed(Failure.THROTTLED, timedelta(seconds=1)))) == QUARTER


def test_retry_after_is_believed_for_a_month_at_most():
    """R8: capped at 31 days."""
    assert wait(poll(failed(Failure.THROTTLED, timedelta(days=3650)))) == timedelta(days=31)


def test_a_feed_that_says_gone_is_never_asked_again():
    """R21: 410 ends polling."""
    finished = poll(failed(Failure.GONE))
    assert finished.status is FeedStatus.GONE
    assert finished.state.next_due is None
    assert "410" in finished.state.due_reason


def test_a_failure_keeps_validators_and_baseline():
    finished = poll(failed())
    assert finished.state.validators == OLD
    assert finished.state.baseline_at == KNOWN.baseline_at
    assert finished.state.failures == 1
    assert finished.detail == "server error: as told"


def test_nothing_of_a_broken_feed_is_kept():
    """R6: what is no feed leaves no validators behind."""
    finished = poll(fetched(), ParseFailed("an HTML page, not a feed"))
    assert finished.outcome is PollOutcome.BROKEN
    assert finished.state.validators == OLD
    assert finished.state.body_hash == "old"
    assert finished.state.failures == 1
    assert finished.detail == "an HTML page, not a feed"


# --- First poll -----------------------------------------------------------------------------------

FIRST = FeedState()
THREE = (
    entry(1, NOW - DAY),
    entry(2, NOW - HOUR),
    entry(3, NOW - 2 * DAY),
)


def split(feed, entries=THREE):
    finished = poll(fetched(), ParsedFeed("Desk", entries), state=FIRST, feed=feed)
    assert set(finished.to_read) | set(finished.silent) == set(entries)
    assert finished.state.baseline_at == NOW
    return [one.guid for one in finished.to_read]


def test_the_first_poll_is_silent_by_default():
    assert split(FEED) == []


def test_the_first_poll_can_read_all():
    assert split(replace(FEED, first_poll=FirstPoll.ALL)) == ["1", "2", "3"]


def test_the_first_poll_can_read_the_newest_by_date():
    feed = replace(FEED, first_poll=FirstPoll.NEWEST, first_poll_count=2)
    assert split(feed) == ["1", "2"]


def test_without_dates_the_newest_are_the_first():
    feed = replace(FEED, first_poll=FirstPoll.NEWEST, first_poll_count=1)
    assert split(feed, (entry(7), entry(8))) == ["7"]


def test_the_first_poll_can_read_those_since_a_moment():
    feed = replace(FEED, first_poll=FirstPoll.SINCE, first_poll_since=NOW - DAY)
    assert split(feed, (*THREE, entry(4))) == ["1", "2"]


def test_a_first_poll_that_fails_leaves_the_baseline_to_the_next():
    assert poll(failed(), state=FIRST).state.baseline_at is None
    assert poll(fetched(), ParseFailed("no feed"), state=FIRST).state.baseline_at is None


def test_later_polls_offer_every_entry():
    assert poll(fetched(), ParsedFeed("Desk", THREE)).to_read == THREE


# --- Jitter ---------------------------------------------------------------------------------------


@given(st.integers(1, 10_000), st.integers(0, 10**8))
def test_jitter_only_adds_and_the_same_poll_ends_the_same(number, seconds):
    """R13."""
    feed, now = replace(FEED, id=FeedId(number)), NOW + timedelta(seconds=seconds)
    one = finish_poll(feed, KNOWN, NotModified(None), None, "new", PollPolicy(), now)
    assert one == finish_poll(feed, KNOWN, NotModified(None), None, "new", PollPolicy(), now)
    assert QUARTER <= one.state.next_due - now <= QUARTER * 1.1


def test_a_thousand_feeds_met_at_once_are_spread_over_their_interval():
    """R14: no minute holds more than three times the mean."""
    dues = [
        finish_poll(
            replace(FEED, id=FeedId(number)), FIRST, fetched(), EMPTY, "h", PollPolicy(), NOW
        ).state.next_due
        for number in range(1_000)
    ]
    per_minute = [0] * 31
    for due in dues:
        per_minute[int((due - NOW) / timedelta(minutes=1))] += 1
    assert per_minute[:15] == [0] * 15
    assert max(per_minute) <= 3 * 1_000 / 15


@given(
    failures=st.integers(0, 10**6),
    failure=st.sampled_from([one for one in Failure if one is not Failure.GONE]),
    every=st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    retry_after=st.none() | st.timedeltas(timedelta(0), timedelta(days=10_000)),
)
def test_every_failure_is_followed_by_another_try_neither_early_nor_never(
    failures, failure, every, retry_after
):
    feed = replace(FEED, every=every)
    state = replace(KNOWN, failures=failures)
    finished = poll(failed(failure, retry_after), state=state, feed=feed, policy=PollPolicy())
    assert every <= wait(finished) <= timedelta(days=32)
