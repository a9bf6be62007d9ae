"""The sentence shown is the one that tells the event."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.events import extract
from monitor.events.quoting import telling_quote
from monitor.matching import load_rules
from monitor.matching.annotate import Annotator
from monitor.model import Quote, Zone

RULES = load_rules(Path(__file__).parents[1] / "rules")
ANNOTATOR = Annotator(RULES)
TEXT = (
    "Officials met on Monday and talked about exports and many other things.\n\n"
    "Turkey will send Pakistan more than 700 Bayraktar TB2 drones under the deal. "
    "Nobody said when."
)
FIRED = Quote(Zone.TEXT, 0, 71, TEXT[:71], ((10, 13),))


def test_the_sentence_that_names_both_sides_and_the_thing_is_quoted():
    article = ANNOTATOR.annotate("A meeting", TEXT, "en")
    record = extract(article, "drone-deals", date(2025, 6, 20))
    quote = telling_quote(article, record, FIRED)
    assert quote.text == (
        "Turkey will send Pakistan more than 700 Bayraktar TB2 drones under the deal."
    )
    assert TEXT[quote.start : quote.end] == quote.text
    marked = [quote.text[start:end] for start, end in quote.highlights]
    assert "Turkey" in marked
    assert "Pakistan" in marked


def test_without_an_event_the_rules_own_quote_stays():
    article = ANNOTATOR.annotate("A meeting", TEXT, "en")
    assert telling_quote(article, None, FIRED) is FIRED


@pytest.mark.parametrize("title", ["", "Drones for Pakistan"])
@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="Turkey Pakistan sold TB2 drones.!\n", max_size=300))
def test_a_quote_is_always_a_piece_of_the_text_with_ordered_marks(title, text):
    article = ANNOTATOR.annotate(title, text, "en")
    record = extract(article, "drone-deals", date(2025, 6, 20))
    fallback = Quote(Zone.TITLE, 0, len(title), title)
    quote = telling_quote(article, record, fallback)
    if quote is not fallback:
        assert text[quote.start : quote.end] == quote.text
        edges = [edge for mark in quote.highlights for edge in mark]
        assert edges == sorted(edges)
