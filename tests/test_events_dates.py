"""Dates resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.events.dates import dates
from tests.annotated import plain

PUBLISHED = date(2025, 6, 18)  # a Wednesday


def found(text: str, published: date = PUBLISHED, lang: str = "en", *, ahead: bool = False):
    read = plain(text, lang)
    return [
        (one.when.start.isoformat(), one.when.precision)
        for one in dates(read, 0, len(read.folded), published, ahead=ahead)
    ]


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("on 2 May 2025", "2025-05-02", "day"),
        ("on May 2, 2025", "2025-05-02", "day"),
        ("on 2 May", "2025-05-02", "day"),
        ("on 27 November", "2024-11-27", "day"),
        ("in October 2022", "2022-10-01", "month"),
        ("in October", "2024-10-01", "month"),
        ("in 2022", "2022-01-01", "year"),
        ("in late 2020", "2020-09-01", "range"),
        ("on Tuesday", "2025-06-17", "day"),
        ("on Wednesday", "2025-06-18", "day"),
        ("yesterday", "2025-06-17", "day"),
        ("this morning", "2025-06-18", "day"),
        ("last month", "2025-05-01", "month"),
        ("last year", "2024-01-01", "year"),
        ("2025-05-02", "2025-05-02", "day"),
        ("02.05.2025", "2025-05-02", "day"),
        ("arrived on the 11th to take on fuel", "2025-06-11", "day"),
        ("2 Mayıs 2025", "2025-05-02", "day"),
        ("2 مئی 2025", "2025-05-02", "day"),
        ("2 मई 2025", "2025-05-02", "day"),
        ("2 مايو 2025", "2025-05-02", "day"),
    ],
)
def test_a_date_is_resolved_with_its_precision(text, start, precision):
    assert found(text) == [(start, precision)]


@pytest.mark.parametrize(
    ("text", "start"), [("on Tuesday", "2025-06-24"), ("in October", "2025-10-01")]
)
def test_what_lies_ahead_is_the_next_such_day(text, start):
    assert found(text, ahead=True)[0][0] == start


@pytest.mark.parametrize(
    "text",
    ["Drones may be delivered", "It may not march", "the 2025 aircraft", "more than 2020 drones"],
)
def test_words_and_numbers_that_only_look_like_dates_are_none(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["in 1850", "in 2090", "2025-13-40", "2025-02-31"])
def test_a_date_no_event_can_have_is_none(text):
    assert found(text) == []


@given(st.text(max_size=80), st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_no_text_breaks_the_reader_of_dates(text, published):
    read = plain(text)
    for one in dates(read, 0, len(read.folded), published):
        assert one.when.start <= one.when.end


@given(st.dates(min_value=date(2000, 1, 2), max_value=date(2030, 1, 1)))
def test_a_written_day_is_read_as_that_day(day):
    text = f"on {day.day} {day:%B} {day.year}"
    assert found(text, published=date(2025, 6, 18)) == [(day.isoformat(), "day")]
