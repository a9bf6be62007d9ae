"""A feed's own words on how often to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.feeds.hints import poll_hints
from monitor.model import PollHints

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("", None),
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> <![CDATA[ 60 ]]> </ttl>", HOUR),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>12</sy:updateFrequency>", HOUR * 2),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
    ],
)  # fmt: skip
def test_the_longest_wait_a_feed_asks_for_counts(head, ttl):
    """R23: ttl and sy:updatePeriod are lower bounds."""
    assert poll_hints(head) == (PollHints(ttl=ttl), ())


@pytest.mark.parametrize(
    "head",
    [
        "<ttl>-1</ttl>",
        "<ttl>0</ttl>",
        "<ttl>soon</ttl>",
        "<ttl>99999999999</ttl>",
        "<sy:updatePeriod>fortnightly</sy:updatePeriod>",
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
    ],
)
def test_nonsense_is_left_out_with_a_warning(head):
    """R23: 24, -1, "Funday", frequency 0."""
    hints, warnings = poll_hints(head)
    assert hints == PollHints()
    assert len(warnings) == 1


def test_hours_and_days_to_skip_are_all_read():
    """R23."""
    hints, warnings = poll_hints(
        "<skipHours><hour>0</hour><hour>23</hour><hour>5</hour></skipHours>"
        "<skipDays><day>Saturday</day><day>sunday</day></skipDays>"
    )
    assert (hints.skip_hours, hints.skip_days, warnings) == ((0, 5, 23), (5, 6), ())


def test_hours_and_days_that_are_none_are_warned_of():
    hints, warnings = poll_hints(
        "<skipHours><hour>24</hour><hour>-1</hour><hour>7</hour></skipHours>"
        "<skipDays><day>Funday</day></skipDays>"
    )
    assert (hints.skip_hours, hints.skip_days, len(warnings)) == ((7,), (), 2)
