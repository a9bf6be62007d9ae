from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.pacing import Breaker, Pace


def test_a_minutes_worth_goes_at_once_and_then_one_by_one():
    pace = Pace(per_minute=6)
    assert [pace.reserve(100.0, 30) for _ in range(8)] == [0, 0, 0, 0, 0, 0, 10, 20]


def test_a_place_too_far_away_is_not_taken():
    pace = Pace(per_minute=6)
    for _ in range(6):
        pace.reserve(0.0, 5)
    assert pace.reserve(0.0, 5) is None
    assert pace.wait(0.0) == 10
    assert pace.reserve(10.0, 5) == 0


@given(
    st.floats(1, 600),
    st.lists(st.floats(0, 20), min_size=1, max_size=200),
)
def test_no_window_of_a_minute_sees_more_than_twice_the_rate(per_minute, gaps):
    pace, now, sent = Pace(per_minute), 0.0, []
    for gap in gaps:
        now += gap
        wait = pace.reserve(now, 1e9)
        sent.append(now + wait)
    assert all(sum(start <= at < start + 60 for at in sent) <= 2 * per_minute + 1 for start in sent)


def test_five_failures_in_a_row_rest_the_channel():
    breaker = Breaker()
    for _ in range(4):
        breaker.failed(0)
    assert breaker.wait(0) == 0
    breaker.failed(0)
    assert breaker.is_resting
    assert breaker.wait(10) == 20


def test_after_a_rest_one_probe_goes_and_the_others_wait():
    breaker = Breaker()
    for _ in range(5):
        breaker.failed(0)
    assert breaker.wait(30) == 0
    assert breaker.wait(30) == 30


def test_each_failed_probe_doubles_the_rest_up_to_ten_minutes():
    breaker, now, rests = Breaker(), 0.0, []
    for _ in range(5):
        breaker.failed(now)
    for _ in range(7):
        rests.append(breaker.wait(now))
        now += rests[-1]
        breaker.wait(now)
        breaker.failed(now)
    assert rests == [30, 60, 120, 240, 480, 600, 600]


def test_an_answer_ends_the_rest():
    breaker = Breaker()
    for _ in range(9):
        breaker.failed(0)
    breaker.worked()
    assert breaker.wait(0) == 0
    assert not breaker.is_resting
