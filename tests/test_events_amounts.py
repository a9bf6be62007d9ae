"""Numbers and money, as the world's news writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.events import calendars, figures, grammar, number_words
from monitor.events.amounts import amounts, numbers, plain_number
from monitor.matching.folding import fold
from tests.annotated import plain


def money(text: str, lang: str = "en"):
    read = plain(text, lang)
    return [
        (one.money.minimum, one.money.maximum, one.money.currency)
        for one in amounts(read, 0, len(read.folded))
    ]


def counts(text: str, lang: str = "en"):
    read = plain(text, lang)
    return [(one.minimum, one.maximum) for one in numbers(read, 0, len(read.folded))]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("worth 900 million dollars", 900e6, "USD"),
        ("a $900M deal", 900e6, "USD"),
        ("a deal of US$1.5bn", 1.5e9, "USD"),
        ("paid 350 mn euros", 350e6, "EUR"),
        ("costs €20m", 20e6, "EUR"),
        ("for EUR 1.96 billion", 1.96e9, "EUR"),
        ("worth ₹5,000 crore", 5e10, "INR"),
        ("4 billion baht", 4e9, "THB"),
        ("the 300 million franc purchase", 300e6, "CHF"),
        ("2.49 billion Canadian dollars", 2.49e9, "CAD"),
        ("900 milyon dolar", 900e6, "USD"),
        ("1,5 milyar dolar", 1.5e9, "USD"),
        ("90 کروڑ ڈالر", 900e6, "USD"),
        ("300 करोड़ डॉलर", 3e9, "USD"),
        ("900 مليون دولار", 900e6, "USD"),
        ("nine million euros", 9e6, "EUR"),
    ],
)
def test_money_is_read_in_the_worlds_usual_forms(text, value, currency):
    assert money(text) == [(value, value, currency)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("up to 990 million dollars", None, 990e6),
        ("more than 3 billion dollars", 3e9, None),
        ("at least $50 million", 50e6, None),
        ("3 to 4 billion dollars", 3e9, 4e9),
        ("$300-400 million", 300e6, 400e6),
    ],
)
def test_bounds_and_ranges_of_money_stay_open_where_the_text_leaves_them(text, low, high):
    assert money(text) == [(low, high, "USD")]


def test_rupees_without_a_country_have_no_currency():
    assert money("Rs 5,000 crore") == [(5e10, 5e10, "")]


@pytest.mark.parametrize("text", ["a $0M agreement", "0 million dollars", "$ million", "dollars"])
def test_a_figure_that_lost_its_digits_is_no_figure(text):
    assert money(text) == []


def test_a_sum_carries_its_rough_worth_in_dollars_and_the_day_of_the_rate():
    read = plain("costs 10 million euros")
    found = next(iter(amounts(read, 0, len(read.folded)))).money
    assert found.usd is not None
    assert 9e6 < found.usd < 12e6
    assert found.rate_date == "2024-12-31"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seven drones", [(7, 7)]),
        ("twenty-four aircraft", [(24, 24)]),
        ("a dozen drones", [(12, 12)]),
        ("half a dozen drones", [(6, 6)]),
        ("dozens of drones", [(24, None)]),
        ("300-400 drones", [(300, 400)]),
        ("12 to 16 aircraft", [(12, 16)]),
        ("between 300 and 400 drones", [(300, 400)]),
        ("more than 700 drones", [(700, None)]),
        ("up to 12 drones", [(None, 12)]),
        ("645,000 rounds", [(645_000, 645_000)]),
    ],
)
def test_counts_are_read_with_their_bounds(text, expected):
    assert counts(text) == expected


def test_two_numbers_joined_by_and_are_no_range():
    assert counts("five and nine of them") == [(5, 5), (9, 9)]


@given(st.integers(min_value=1, max_value=10**12))
def test_grouped_digits_are_the_number_they_group(value):
    assert plain_number(f"{value:,}") == value


@given(st.text(alphabet="0123456789.,", max_size=20))
def test_no_run_of_digits_and_signs_breaks_the_reader(text):
    found = plain_number(text)
    assert found is None or found >= 0


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_amounts(text):
    read = plain(text)
    for one in amounts(read, 0, len(read.folded)):
        assert 0 <= one.start < one.end <= len(read.folded)


@pytest.mark.parametrize(
    "table",
    [
        number_words.WORDS, figures.SCALES, figures.AFTER, calendars.MONTHS, calendars.WEEKDAYS,
        calendars.UNITS, calendars.DAYS_FROM_NOW, grammar.POSTPOSITIONS, grammar.ARABIC_BEFORE,
    ],
)  # fmt: skip
def test_every_table_is_written_as_the_text_is_folded(table):
    assert [word for word in table if " ".join(fold(word)) != word] == []
