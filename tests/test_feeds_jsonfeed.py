"""JSON Feed, which feedparser does not read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.jsonfeed import parse_json_feed
from monitor.model import ParsedFeed, ParseFailed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://desk.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def parse(**feed):
    return parse_json_feed(json.dumps({"version": VERSION, **feed}), URL, NOW)


def only(**item):
    (entry,) = parse(items=[item]).entries
    return entry


def test_an_item_is_read_with_its_longest_text():
    entry = only(
        id="1", url="/1", title="A &amp; B", content_html="<p>One</p><p>Two</p>", summary="One"
    )
    assert (entry.guid, entry.url) == ("1", "https://desk.example/1")
    assert (entry.title, entry.text) == ("A & B", "One\n\nTwo")


def test_dates_and_languages_are_read():
    feed = parse(
        language="tr-TR", items=[{"id": "1", "date_published": "2026-11-21T10:00:00+03:00"}]
    )
    assert feed.entries[0].published == datetime(2026, 11, 21, 7, tzinfo=UTC)
    assert feed.entries[0].lang == "tr"


def test_an_external_address_stands_in_for_a_missing_one():
    assert only(id="1", external_url="https://other.example/x").url == "https://other.example/x"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "broken JSON"),
        ("[1]", "not a JSON Feed"),
        ('{"version": 1}', "not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "without items"),
        ("[" * 100_000, "broken JSON"),
    ],
)
def test_what_is_no_json_feed_fails_with_a_reason(text, fault):
    result = parse_json_feed(text, URL, NOW)
    assert isinstance(result, ParseFailed)
    assert fault in result.detail


KEYS = st.sampled_from(
    ["items", "id", "url", "title", "content_html", "date_published", "language"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
)


@given(st.dictionaries(KEYS, JSON, max_size=6), st.lists(JSON, max_size=4))
def test_values_of_any_type_break_nothing(feed, items):
    result = parse(**{"items": items, **feed})
    assert isinstance(result, ParsedFeed | ParseFailed)
