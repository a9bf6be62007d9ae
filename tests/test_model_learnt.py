"""What polls teach about a feed's rhythm, and when it counts as silent, stuck or in trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FeedState, FeedStatus, Health, Learnt, Move, judge
from monitor.model.health import silence, to_tell

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOURLY = Learnt(last_new=NOW - HOUR, gap=HOUR, window=20, last_body=NOW - HOUR, overlapped=9)


def state(learnt: Learnt, **changes) -> FeedState:
    values = {"last_polled": NOW, "next_due": NOW + HOUR, "baseline_at": NOW - 90 * DAY}
    return FeedState(learnt=learnt, **(values | changes))


def health(learnt: Learnt, **changes) -> Health:
    return judge(FeedStatus.ACTIVE, state(learnt, **changes), NOW).health


def test_the_gap_follows_the_rhythm_of_the_last_dozens_of_entries():
    learnt, at = HOURLY, NOW
    for _ in range(100):
        at += 4 * HOUR
        learnt = learnt.with_news(1, 19, at, at - HOUR, None)
    assert 3.9 * HOUR < learnt.gap <= 4 * HOUR


def test_a_poll_that_holds_nothing_known_has_missed_what_came_between():
    """R24, and the gap notice: up to as many entries as its rhythm would bring in the time."""
    away = HOURLY.with_news(20, 0, NOW, NOW - 12 * HOUR, None)
    assert (away.lost, away.lost_at) == (12, NOW)
    assert away.gap == HOUR  # what came between is not known, so the rhythm stays
    dated = HOURLY.with_news(20, 0, NOW, NOW - 24 * HOUR, NOW - 20 * HOUR)
    assert dated.lost == 4


def test_one_known_entry_is_enough_to_know_that_nothing_was_missed():
    assert HOURLY.with_news(19, 1, NOW, NOW - 12 * HOUR, None).lost == 0


def test_a_feed_that_never_overlaps_raises_no_gap():
    """A feed of the day's one briefing holds another each time."""
    learnt = Learnt(window=1, last_new=NOW - DAY, gap=DAY)
    for day in range(30):
        at = NOW + day * DAY
        learnt = learnt.with_news(1, 0, at, at - HOUR, None)
        assert learnt.lost == 0


def test_a_large_feed_is_taken_to_overlap_until_its_habit_is_known():
    assert replace(Learnt(), window=20).overlaps
    assert not replace(Learnt(), window=2).overlaps


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50), st.integers(1, 10**6))))
def test_a_rhythm_is_learnt_from_whatever_comes(polls):
    learnt, at = Learnt(window=10, last_new=NOW), NOW
    for new, known, seconds in polls:
        before, at = at, at + timedelta(seconds=seconds)
        learnt = learnt.with_news(new, known, at, before, None)
        assert learnt.gap is None or learnt.gap > timedelta(0)
        assert learnt.lost >= 0
        assert learnt.overlapped + learnt.parted <= 40
        assert learnt.last_new == at


def test_a_feed_is_stale_by_its_own_rhythm_and_never_after_a_weekend():
    assert silence(HOURLY) == 4 * DAY
    assert silence(replace(HOURLY, gap=7 * DAY)) == 70 * DAY
    weekly = replace(HOURLY, gap=7 * DAY, last_new=NOW - 30 * DAY)
    assert health(weekly) is Health.HEALTHY
    assert health(replace(HOURLY, last_new=NOW - 3 * DAY)) is Health.HEALTHY
    verdict = judge(FeedStatus.ACTIVE, state(replace(HOURLY, last_new=NOW - 5 * DAY)), NOW)
    assert verdict.health is Health.STALE
    assert "nothing new since 2026-11-16" in verdict.reason
    assert "every 60 min" in verdict.reason


def test_a_server_that_says_not_modified_to_everything_is_found_out():
    """R7: silent against its own rhythm, and not one whole body in all that time."""
    silent = replace(HOURLY, last_new=NOW - 9 * DAY)
    stuck = judge(FeedStatus.ACTIVE, state(replace(silent, last_body=NOW - 9 * DAY)), NOW)
    assert stuck.health is Health.STUCK
    assert '"not modified" to everything since 2026-11-12' in stuck.reason
    assert health(replace(silent, last_body=NOW - DAY)) is Health.STALE


@pytest.mark.parametrize(
    ("learnt", "changes", "expected"),
    [
        (Learnt(), {"last_polled": None}, Health.NEW),
        (HOURLY, {"failures": 1}, Health.FAILING),
        (HOURLY, {"next_due": NOW - HOUR}, Health.LATE),
        (Learnt(window=0), {}, Health.EMPTY),
        (replace(HOURLY, window=0), {}, Health.EMPTIED),
        (replace(HOURLY, move=Move("https://b.example/", NOW, 1)), {}, Health.HEALTHY),
        (replace(HOURLY, move=Move("b", NOW, 3), blocked="feed 2 has it"), {}, Health.MOVED),
        (HOURLY, {}, Health.HEALTHY),
    ],
)
def test_every_state_of_a_feed_has_its_word_and_a_reason(learnt, changes, expected):
    verdict = judge(FeedStatus.ACTIVE, state(learnt, **changes), NOW)
    assert verdict.health is expected
    assert verdict.reason


def test_the_operators_own_pause_comes_before_everything():
    assert judge(FeedStatus.PAUSED, state(HOURLY, failures=9), NOW).health is Health.PAUSED
    assert judge(FeedStatus.GONE, state(HOURLY, failures=9), NOW).health is Health.GONE


def test_a_servers_bad_minute_is_not_told_and_its_third_failure_is():
    failing = judge(FeedStatus.ACTIVE, state(HOURLY, failures=1), NOW)
    assert to_tell(failing, Health.HEALTHY, 2) is Health.HEALTHY
    assert to_tell(failing, Health.HEALTHY, 3) is Health.FAILING
    assert to_tell(failing, Health.STALE, 1) is Health.STALE
    fine = judge(FeedStatus.ACTIVE, state(HOURLY), NOW)
    assert to_tell(fine, Health.FAILING, 0) is Health.HEALTHY
