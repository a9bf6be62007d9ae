"""Publication dates as publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.formats.dates import parse_date

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AT_SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "lang"),
    [
        ("Sat, 21 Nov 2026 10:00:00 +0300", None),
        ("Sat, 21 Nov 2026 10:00:00 +03:00", None),
        ("Sat,21 Nov 2026 10:00 +0300", None),
        ("21 Nov 26 07:00 UT", None),
        ("Sat, 21 Nov 2026 07:00:00 Z", None),
        ("Sat, 21 Nov 2026 02:00:00 EST", None),
        ("Sat, 21 Nov 2026 12:00:00 PKT", None),
        ("Sat, 21 Nov 2026 12:30:00 IST", None),
        ("Sat, 21 Nov 2026 09:00:00 IST", "he"),
        ("Sat, 21 Nov 2026 10:00:00 TRT", None),
        ("Sat, 21 Nov 2026 10:00:00 GMT+3", None),
        ("Sat, 21 Nov 2026 10:00:00 GMT+0300 (Turkey)", None),
        ("Cmt, 21 Kas 2026 10:00:00 +0300", "tr"),
        ("21 Kasım 2026 Cumartesi 10:00 TRT", "tr"),
        ("Сб, 21 ноя 2026 10:00:00 +0300", "ru"),
        ("2026-11-21T10:00:00+03:00", None),
        ("2026-11-21T07:00:00Z", None),
        ("2026-11-21T07:00:00.123456Z", None),
        ("2026-11-21 07:00:00", None),
        ("20261121T070000Z", None),
        ("2026-11-21T12:30:00+0530", None),
        ("November 21, 2026 2:00 AM EST", None),
        ("Nov. 21, 2026 07:00", None),
        ("21 November 2026, 07.00", None),
        ("Sat Nov 21 07:00:00 2026", None),
        ("Sat Nov 21 10:00:00 TRT 2026", None),
    ],
)
def test_a_moment_is_read_with_its_zone(raw, lang):
    assert parse_date(raw, NOW, lang).replace(microsecond=0) == AT_SEVEN


@pytest.mark.parametrize(
    ("raw", "lang"),
    [
        ("2026-11-21", None),
        ("21-Nov-2026", None),
        ("Sat, 21 Nov 2026", None),
        ("٢١ نوفمبر ٢٠٢٦", "ar"),
        ("21 نومبر 2026", "ur"),
        ("21 नवंबर 2026", "hi"),
        ("२१ नवम्बर २०२६", "hi"),
        ("21 Kasım 2026", "tr"),
        ("21 novembre 2026", "fr"),
        ("21. November 2026", "de"),
    ],
)
def test_a_date_without_a_time_is_midnight(raw, lang):
    assert parse_date(raw, NOW, lang) == MIDNIGHT


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "yesterday",
        "now",
        "May",
        "12",
        "0000-01-01",
        "9999-12-31T00:00:00Z",
        "10000-01-01",
        "1970-01-01T00:00:00Z",
        "Sat, 32 Nov 2026 10:00:00 GMT",
        "2026-13-01",
        "2026-11-21T25:61:00Z",
        "21 Foo 2026",
        "x" * 100_000,
        "1" * 5_000,
        "\x00\ud800",
    ],
)
def test_what_is_no_date_is_none(raw):
    assert parse_date(raw, NOW) is None


def test_a_moment_slightly_ahead_is_now_and_one_far_ahead_is_none():
    assert parse_date("2026-11-22T10:00:00Z", NOW) == NOW
    assert parse_date("2026-12-22T10:00:00Z", NOW) is None


def test_midnight_at_the_end_of_a_day_and_leap_seconds_are_read():
    assert parse_date("2026-11-20T24:00:00Z", NOW) == MIDNIGHT
    assert parse_date("2016-12-31T23:59:60Z", NOW).second == 59


@given(st.text(max_size=60), st.sampled_from([None, "tr", "ur", "xx", "e"]))
def test_no_text_breaks_the_reader(raw, lang):
    found = parse_date(raw, NOW, lang)
    assert found is None or (found.utcoffset() == timedelta(0) and found <= NOW)


@given(st.datetimes(datetime(1981, 1, 1), datetime(2026, 11, 20)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001
def test_every_moment_survives_being_written_and_read(naive, quarters):
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    assert parse_date(moment.isoformat(), NOW) == moment
    assert parse_date(format_datetime(moment), NOW) == moment


@pytest.mark.parametrize("raw", ["2026-1-5", "2026-01-5", "20260105", "2026-1-05T00:00:00Z"])
def test_days_and_months_of_one_digit_need_no_guessing(raw, monkeypatch):
    monkeypatch.setattr("monitor.formats.dates._last_resort", lambda *_: pytest.fail("asked"))
    assert parse_date(raw, NOW) == datetime(2026, 1, 5, tzinfo=UTC)
