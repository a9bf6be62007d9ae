"""What servers' headers ask of us (R8, R10, R11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.politeness import LONGEST_WAIT, fresh_for, http_date, pause, retry_after

NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("value", "seconds"), [
    ("120", 120),
    (" 120 ", 120),
    ("0", 0),
    ("1.5", 2),
    ("Wed, 04 Mar 2026 12:02:00 GMT", 120),
    ("Wednesday, 04-Mar-26 12:02:00 GMT", 120),
    ("Wed Mar  4 12:02:00 2026", 120),
    ("Wed, 04 Mar 2026 12:02:00", 120),
    ("Wed, 04 Mar 2026 13:02:00 +0100", 120),
    ("Wed, 04 Mar 2020 12:02:00 GMT", 0),
    ("999999999999999999999999", 31 * 86400),
    ("315360000", 31 * 86400),
    ("Fri, 04 Mar 2036 12:02:00 GMT", 31 * 86400),
    ("-5", None),
    ("soon", None),
    ("", None),
    ("12O", None),
    ("١٢٠", None),
    ("Wed, 99 Mar 2026 12:02:00 GMT", None),
    ("2026-03-04T12:02:00Z", None),
    (None, None),
])  # fmt: skip
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_nothing(value, seconds):
    """R8."""
    expected = None if seconds is None else seconds * SECOND
    assert retry_after(value, None, NOW) == expected


def test_a_retry_date_is_measured_against_the_answers_own_date():
    """R8: a server whose clock is an hour slow means two minutes all the same."""
    date, until = "Wed, 04 Mar 2026 11:00:00 GMT", "Wed, 04 Mar 2026 11:02:00 GMT"
    assert retry_after(until, date, NOW) == 120 * SECOND


@pytest.mark.parametrize(("cache_control", "expires", "age", "seconds"), [
    (None, None, None, 0),
    ("max-age=43200", None, None, 43200),
    ("public, max-age=60", None, None, 60),
    ("MAX-AGE=60", None, None, 60),
    ('max-age="60"', None, None, 60),
    ("max-age = 60", None, None, 60),
    ("max-age=60, max-age=30", None, None, 30),
    ("max-age=504921600", None, None, 31 * 86400),
    ("max-age=" + "9" * 400, None, None, 31 * 86400),
    ("max-age=-1", None, None, 0),
    ("max-age=abc", None, None, 0),
    ("max-age", None, None, 0),
    ("s-maxage=600", None, None, 0),
    ("s-maxage=600, max-age=60", None, None, 60),
    ("no-cache, max-age=600", None, None, 0),
    ("no-store", "Wed, 04 Mar 2026 13:00:00 GMT", None, 0),
    ('no-cache="set-cookie", max-age=600', None, None, 0),
    ('x="a, no-store", max-age=60', None, None, 60),
    (None, "Wed, 04 Mar 2026 13:00:00 GMT", None, 3600),
    (None, "0", None, 0),
    (None, "-1", None, 0),
    (None, "Wed, 04 Mar 2020 13:00:00 GMT", None, 0),
    ("max-age=60", "Wed, 04 Mar 2026 13:00:00 GMT", None, 60),
    ("max-age=600", None, "100", 500),
    ("max-age=60", None, "100", 0),
    ("max-age=60", None, "old", 60),
    (None, "Wed, 04 Mar 2026 13:00:00 GMT", "600", 3000),
    (",,;;= max-age=60", None, None, 60),
])  # fmt: skip
def test_an_answer_is_fresh_as_long_as_its_headers_say(cache_control, expires, age, seconds):
    """R11: no-cache beats max-age, max-age beats Expires, Age is subtracted."""
    assert fresh_for(cache_control, expires, age, None, NOW) == seconds * SECOND


def test_expires_is_measured_against_the_answers_own_date():
    """R11."""
    assert fresh_for(
        None, "Wed, 04 Mar 2026 10:10:00 GMT", None, "Wed, 04 Mar 2026 10:00:00 GMT", NOW
    ) == timedelta(minutes=10)


@given(st.text() | st.none(), st.text() | st.none(), st.text() | st.none(), st.text() | st.none())
def test_no_header_whatever_makes_us_wait_longer_than_a_month(one, two, three, four):
    """R8, R11: and none raises."""
    assert timedelta(0) <= fresh_for(one, two, three, four, NOW) <= LONGEST_WAIT
    wait = retry_after(one, two, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT


@given(st.integers(600_000_000, 3_700_000_000))
def test_an_http_date_is_read_as_it_was_written(timestamp):
    moment = datetime.fromtimestamp(timestamp, UTC)
    assert http_date(format_datetime(moment, usegmt=True)) == moment


@pytest.mark.parametrize(("status", "wait", "until"), [
    (429, timedelta(seconds=90), NOW + timedelta(seconds=90)),
    (429, None, NOW + timedelta(minutes=5)),
    (429, timedelta(0), NOW + timedelta(minutes=5)),
    (503, timedelta(seconds=90), NOW + timedelta(seconds=90)),
    (503, None, None),
    (500, timedelta(seconds=90), None),
    (404, None, None),
])  # fmt: skip
def test_a_host_is_left_alone_after_429_and_after_503_with_a_time(status, wait, until):
    """R10."""
    found = pause("example.org", status, wait, timedelta(minutes=5), NOW)
    assert (found and found.until) == until
