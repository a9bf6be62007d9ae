"""A digest comes at its local hour, quiet hours hold back what is not grave, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Severity
from monitor.model.stories import Novelty
from monitor.model.timetables import AT_ONCE, Planned, Quiet, Timetable

KARACHI = ZoneInfo("Asia/Karachi")  # UTC+5, no summer time
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Timetable(digest_at=(time(7),), zone=KARACHI)
NIGHT = Timetable(quiet=Quiet(time(22), time(6, 30)), zone=KARACHI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_without_a_timetable_everything_is_told_at_once():
    now = at("2026-05-02 03:00")
    for severity in Severity:
        assert AT_ONCE.plan(severity, Novelty.NEW, now) == Planned(now)


@pytest.mark.parametrize(
    ("severity", "novelty", "in_digest"),
    [
        (Severity.LOW, Novelty.NEW, True),
        (Severity.MEDIUM, Novelty.NEW, False),
        (Severity.CRITICAL, Novelty.BACKGROUND, True),
        (Severity.LOW, Novelty.CONTRADICTED, True),
    ],
)
def test_what_is_not_grave_and_what_is_old_waits_for_the_digest(severity, novelty, in_digest):
    planned = MORNING.plan(severity, novelty, at("2026-05-02 01:00"))
    assert planned.in_digest is in_digest
    assert planned.due == at("2026-05-02 02:00" if in_digest else "2026-05-02 01:00")


def test_a_digest_just_gone_leaves_for_tomorrow():
    assert MORNING.plan(Severity.LOW, Novelty.NEW, at("2026-05-02 02:00")).due == at(
        "2026-05-03 02:00"
    )


def test_of_several_times_the_next_one_counts():
    twice = Timetable(digest_at=(time(7), time(17)), zone=KARACHI)
    assert twice.plan(Severity.LOW, Novelty.NEW, at("2026-05-02 04:00")).due == at(
        "2026-05-02 12:00"
    )


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-05-02 16:59", "2026-05-02 16:59"),
        ("2026-05-02 17:00", "2026-05-03 01:30"),
        ("2026-05-02 20:00", "2026-05-03 01:30"),
        ("2026-05-03 01:29", "2026-05-03 01:30"),
        ("2026-05-03 01:30", "2026-05-03 01:30"),
    ],
)
def test_quiet_hours_past_midnight_hold_until_their_end(now, due):
    assert NIGHT.plan(Severity.HIGH, Novelty.NEW, at(now)).due == at(due)


def test_what_is_critical_disturbs_the_quiet():
    now = at("2026-05-02 20:00")
    assert NIGHT.plan(Severity.CRITICAL, Novelty.NEW, now).due == now


def test_seven_in_the_morning_is_seven_in_summer_and_in_winter():
    table = Timetable(digest_at=(time(7),), zone=BERLIN)
    for day, due in (("2026-01-10", "06:00"), ("2026-07-10", "05:00")):
        planned = table.plan(Severity.LOW, Novelty.NEW, at(f"{day} 00:00"))
        assert planned.due == at(f"{day} {due}")


@given(
    st.integers(0, 10**8).map(lambda seconds: at("2024-01-01") + timedelta(seconds=seconds)),
    st.times(),
    st.times(),
    st.sampled_from(Severity),
    st.sampled_from([KARACHI, BERLIN, UTC]),
)
def test_nothing_is_due_in_the_past_or_later_than_two_days(now, start, end, severity, zone):
    table = Timetable(digest_at=(start,), quiet=Quiet(start, end), zone=zone)
    planned = table.plan(severity, Novelty.NEW, now)
    assert now <= planned.due <= now + timedelta(days=2)
