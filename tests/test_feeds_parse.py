"""Bytes to entries: golden cases on disk, the promises by name, and noise.

`MONITOR_REWRITE_CASES=1 pytest tests/test_feeds_parse.py` rewrites the expected files; the diff is
the review.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.parse import parse_feed
from monitor.formats.markup import plain_line
from monitor.model import ParsedFeed, ParseFailed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://desk.example/feeds/all"
CASES = Path(__file__).parent / "cases" / "feeds"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in {".xml", ".jsonfeed"})


def plain(value):
    """A result as JSON can hold it, without what is empty."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items() if part not in (None, "", (), b"")}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_case_gives_what_is_written_beside_it(path):
    result = parse_feed(path.read_bytes(), "application/xml", URL, NOW)
    found = {type(result).__name__: plain(asdict(result))}
    expected = path.with_suffix(".expected.json")
    if os.environ.get("MONITOR_REWRITE_CASES"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(expected.read_text())


def rss(*items: str, head: str = "", declaration: str = "") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    text = f"{declaration}<rss version='2.0'><channel><title>T</title>{head}{inner}</channel></rss>"
    return text.encode()


def parse(body: bytes, content_type: str = "") -> ParsedFeed:
    result = parse_feed(body, content_type, URL, NOW)
    assert isinstance(result, ParsedFeed), result
    return result


def only(body: bytes, content_type: str = ""):
    (entry,) = parse(body, content_type).entries
    return entry


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"\x00" * 9, b"hello", b"\x1f\x8b\x08junk", b"<", b"{"]
)
def test_bytes_that_are_no_feed_fail_with_a_reason(body):
    result = parse_feed(body, "text/xml", URL, NOW)
    assert isinstance(result, ParseFailed)
    assert result.detail


def test_text_that_names_a_file_or_an_address_opens_neither(tmp_path):
    """R29: bytes are parsed as bytes."""
    planted = tmp_path / "feed.xml"
    planted.write_bytes(rss("<title>planted</title>"))
    for body in (str(planted).encode(), planted.as_uri().encode(), b"http://127.0.0.1:9/"):
        assert isinstance(parse_feed(body, "", URL, NOW), ParseFailed)


def test_an_html_page_is_named_with_its_title():
    result = parse_feed(
        b"<!doctype html><title>Log in</title><p>x", "application/rss+xml", URL, NOW
    )
    assert result == ParseFailed("an HTML page ('Log in'), not a feed")


def test_a_feed_sent_as_html_is_read_all_the_same():
    """R41."""
    assert only(rss("<title>x</title>"), "text/html; charset=utf-8").title == "x"


def test_turkish_in_latin_5_is_read_right_by_header_or_language():
    """R41."""
    body = rss("<title>İHA ve ışık</title>", head="<language>tr</language>")
    legacy = body.decode().encode("iso-8859-9")
    assert only(legacy, "text/xml; charset=iso-8859-9").title == "İHA ve ışık"
    guessed = parse(legacy)
    assert guessed.entries[0].title == "İHA ve ışık"
    assert "no charset declared" in guessed.warnings[0]


def test_a_guid_is_the_id_else_the_link_else_made_of_the_words():
    assert only(rss("<guid isPermaLink='false'>7</guid><link>/1</link>")).guid == "7"
    assert only(rss("<link>https://desk.example/1</link>")).guid == "https://desk.example/1"
    bare = only(rss("<title>a</title><description>b</description>"))
    assert bare.guid.startswith("sha256:")
    assert bare.guid == only(rss("<title>a</title><description>b</description>")).guid
    assert bare.guid != only(rss("<title>a</title><description>c</description>")).guid


def test_links_of_other_schemes_are_no_links():
    for link in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"):
        assert only(rss(f"<title>x</title><link>{link}</link>")).url is None


def test_the_publishers_link_is_preferred_to_the_distributors():
    body = rss(
        "<link>https://proxy.example/~r/1</link>"
        "<f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>https://desk.example/1"
        "</f:origLink>"
    )
    assert only(body).url == "https://desk.example/1"


def test_odd_entries_stay_within_bounds():
    """R49."""
    body = rss(f"<title>{'t' * 1_000_000}</title><description>{'d' * 1_000_000}</description>")
    entry = only(body)
    assert (len(entry.title), len(entry.text)) == (1_000, 200_000)


@pytest.mark.parametrize("date", ["0000-01-01", "9999-01-01", "10000-01-01", "soon", ""])
def test_nonsense_dates_are_no_dates_and_cost_no_entry(date):
    """R49."""
    assert only(rss(f"<title>x</title><pubDate>{date}</pubDate>")).published is None


def test_a_date_with_a_zone_name_is_read_with_its_zone():
    entry = only(rss("<title>x</title><pubDate>Sat, 21 Nov 2026 10:00:00 PKT</pubDate>"))
    assert entry.published == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_of_too_many_entries_the_newest_are_taken_quickly():
    """R42: the newest are taken, the rest is counted."""

    def item(number):
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        return (
            f"<title>{number}</title><guid>{number}</guid><pubDate>{moment.isoformat()}</pubDate>"
        )

    started = time.process_time()
    feed = parse(rss(*(item(number) for number in range(30_000))))
    assert [int(entry.guid) for entry in feed.entries] == list(range(29_000, 30_000))
    assert feed.warnings == ("30000 entries: only the newest 1000 were taken",)
    assert time.process_time() - started < 5


def test_a_very_long_author_costs_no_quadratic_time():
    """R44."""
    body = rss(f"<title>x</title><author>{'a@a.' * 30_000}!</author>")
    started = time.process_time()
    assert only(body).title == "x"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "flood",
    [
        b"<!--",
        b"<category>",
        b"<category ",
        b"<item><![CDATA[",
        b"<item ",
        b"<link",
        b"<item>",
        b"<!DOCTYPE[",
        b"<?xml ",
        b"<skipHours>",
        b"<script ",
        b"<title><script>",
        b"<author>a@",
    ],
)
def test_a_flood_of_openings_costs_no_quadratic_time(flood):
    """R44."""
    started = time.process_time()
    parse_feed(b"<rss>" + flood * 20_000, "", URL, NOW)
    assert time.process_time() - started < 3


@given(st.binary(max_size=400), st.sampled_from(["", "text/xml; charset=utf-16", "text/html"]))
@settings(deadline=None)
def test_no_bytes_break_the_parser(noise, content_type):
    result = parse_feed(noise, content_type, URL, NOW)
    assert isinstance(result, ParsedFeed | ParseFailed)


BODIES = [path.read_bytes() for path in FILES]


@given(st.sampled_from(BODIES), st.data())
@settings(deadline=None, max_examples=150)
def test_no_mutilated_feed_breaks_the_parser(body, data):
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 40)))
    noise = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"<item>", b"]]>", b"<![CDATA[", b"&"])
    )
    result = parse_feed(body[:start] + noise + body[end:], "text/xml", URL, NOW)
    assert isinstance(result, ParsedFeed | ParseFailed)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
@settings(deadline=None)
def test_entries_say_what_feedparser_reads(pairs):
    items = [
        f"<title>{escape(title)}</title><guid isPermaLink='false'>{number}</guid>"
        f"<link>https://desk.example/{number}</link><description>{escape(escape(text))}</description>"
        for number, (title, text) in enumerate(pairs)
    ]
    body = rss(*items)
    theirs = feedparser.parse(body)["entries"]
    ours = parse(body).entries
    assert [entry.guid for entry in ours] == [entry["id"] for entry in theirs]
    assert [entry.url for entry in ours] == [entry["link"] for entry in theirs]


def test_an_xml_base_is_where_relative_links_start():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/">
    <title>t</title><entry><id>urn:1</id><title>a</title><link href="1.html"/></entry></feed>"""
    assert only(body).url == "https://base.example/x/1.html"


def test_a_guid_that_is_a_bare_number_is_no_link():
    entry = only(rss("<title>x</title><guid>17</guid>"))
    assert (entry.guid, entry.url) == ("17", None)


def test_a_guid_that_is_an_address_stands_in_for_the_link():
    entry = only(rss("<title>x</title><guid>https://desk.example/17</guid>"))
    assert entry.url == "https://desk.example/17"


@pytest.mark.parametrize(
    "reference",
    ["&#xD800;", "&#0;", "&#x1;", "&#99999999999;", "&#xFFFFFFFFFF;", "&#55296;", "&#x0"],
)
def test_references_to_no_character_are_left_out(reference):
    body = rss(f"<title>Ship{reference} &#233;&#x1F6A2; seized</title>", "<title>&</title>")
    assert parse(body).entries[0].title == "Ship \u00e9\U0001f6a2 seized"


def test_one_item_that_breaks_the_parser_costs_the_others_nothing():
    trap = "<title>trap</title><x xmlns='a&#160;b&#160;c&#160;d'>no reader expects blanks in a namespace</x>"
    feed = parse(rss("<title>fine</title>", trap, "<title>fine too</title>"))
    assert [entry.title for entry in feed.entries] == ["fine", "fine too"]
    assert feed.warnings == ("1 of 3 entries cannot be read",)


REAL = os.environ.get("MONITOR_REAL_FEEDS", "")


@pytest.mark.skipif(
    not REAL, reason="set MONITOR_REAL_FEEDS to a folder of feeds to compare on them"
)
def test_on_real_feeds_entries_are_those_of_feedparser():
    for path in sorted(Path(REAL).iterdir()):
        body = path.read_bytes()
        theirs = feedparser.parse(body, response_headers={"content-type": "text/xml"})["entries"]
        ours = parse(body).entries
        assert len(ours) == len(theirs), path.name
        for own, their in zip(ours, theirs, strict=True):
            assert own.guid in {their.get("id"), their.get("link")} or own.guid.startswith(
                "sha256:"
            )
            assert own.title.split()[:3] == plain_line(their.get("title", "")).split()[:3]
