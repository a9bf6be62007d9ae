from __future__ import annotations

import itertools
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.wording import (
    Piece,
    clean,
    cut,
    defused,
    direction,
    line,
    link,
    moment,
    pieces,
)

# Surrogates too: they come out of JSON escapes, and break every encoder they meet.
ANY_TEXT = st.text(st.characters(exclude_categories=()))
ACTING = "\x00\x07\x1b\x7f\x85\u2028\u202a\u202e\u2066\u2069\ufeff\U000e0041"


@given(ANY_TEXT)
def test_clean_text_can_be_encoded_and_holds_nothing_that_acts(text):
    cleaned = clean(text)
    cleaned.encode()
    assert not set(ACTING) & set(cleaned)
    assert all(c in {"\n", "\t"} or unicodedata.category(c) != "Cc" for c in cleaned)
    assert clean(cleaned) == cleaned


def test_what_urdu_and_hindi_need_is_left_alone():
    assert clean("می\u200cخواہم क्\u200dष") == "می\u200cخواہم क्\u200dष"


def test_a_line_is_one_line():
    assert (
        line("Deal\r\nBcc: all@example.org\n\n  signed\x00") == "Deal Bcc: all@example.org signed"
    )


@given(ANY_TEXT, st.integers(1, 60))
def test_a_cut_text_keeps_its_limit_and_its_beginning(text, limit):
    short = cut(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("whole", ["e\u0301", "👩\u200d🚀", "👍🏽", "🇹🇷", "क्\u200dष"])
def test_a_letter_is_never_parted_from_its_marks(whole):
    text = "ab" + whole + "cdef"
    for limit in range(3, len(text)):
        kept = cut(text, limit)[:-1]
        assert kept in {"ab", "ab" + whole, "ab" + whole + "c", "ab" + whole + "cd"} or len(
            kept
        ) >= len("ab" + whole)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "@here now",
        "see <@123>",
        "<!channel>",
        "<!here|here>",
        "<http://evil.example|bank.example>",
        "[bank](http://evil.example)",
        "x@channel",
        "<script>",
    ],
)
def test_mentions_and_disguised_links_lose_their_meaning_and_keep_their_looks(text):
    harmless = defused(text)
    assert harmless.replace("\u200b", "") == text
    for token in ("@everyone", "@here", "<@", "<!", "](", "<http", "@channel", "<s"):
        assert token not in harmless


@pytest.mark.parametrize(
    ("url", "href", "host"),
    [
        ("https://www.dawn.com/news/1?a=b&c=d#e", "https://www.dawn.com/news/1?a=b&c=d#e", "dawn.com"),
        ("HTTP://Example.ORG/x", "http://example.org/x", "example.org"),
        ("https://bbc.co.uk@evil.example/x", "https://evil.example/x", "evil.example"),
        ("https://user:pw@evil.example:8443/", "https://evil.example:8443/", "evil.example"),
        ('https://a.example/"><img src=x>', "https://a.example/%22%3E%3Cimg%20src=x%3E", "a.example"),
        ("https://a.example/haber/şöyle", "https://a.example/haber/%C5%9F%C3%B6yle", "a.example"),
        ("https://a.example/%C5%9F", "https://a.example/%C5%9F", "a.example"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/", "bücher.example (xn--bcher-kva.example)"),
        ("https://a.example\n/x", "https://a.example/x", "a.example"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x", "2001:db8::1"),
    ],
)  # fmt: skip
def test_a_link_shows_the_host_it_leads_to(url, href, host):
    found = link(url)
    assert (found.href, found.host) == (href, host)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//evil.example/x",
        "mailto:a@b.example",
        "https://",
        "https:///x",
        "https://a.example:99999/",
        "https://a b.example/",
        "https://[bad/",
        "java\nscript:alert(1)",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_no_link(url):
    assert link(url) is None


@given(ANY_TEXT)
def test_any_text_as_address_gives_a_safe_link_or_none(text):
    for url in (text, "https://" + text, "https://a.example/" + text):
        found = link(url)
        if found:
            assert found.href.startswith(("http://", "https://"))
            assert found.href.isascii()
            assert not set(found.href) & set(" <>\"'`\n\r\t".replace("'", ""))


def test_a_moment_is_told_in_utc_whatever_its_zone():
    at = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert moment(at) == "28 February 2026, 22:30 UTC"
    assert moment(at.astimezone(UTC)) == moment(at)


def test_a_quote_falls_into_marked_and_unmarked_pieces():
    assert pieces("they sell drones", [(5, 9), (10, 16)]) == (
        Piece("they ", marked=False),
        Piece("sell", marked=True),
        Piece(" ", marked=False),
        Piece("drones", marked=True),
    )


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90))))
def test_pieces_lose_nothing_between_them_and_take_turns(text, spans):
    text = clean(text)
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    assert all(a.marked != b.marked for a, b in itertools.pairwise(found))
    marked = {at for start, end in spans for at in range(max(start, 0), min(end, len(text)))}
    assert sum(len(piece.text) for piece in found if piece.marked) == len(marked)


@pytest.mark.parametrize(
    ("text", "way"),
    [("Drones", "ltr"), ("پاکستان", "rtl"), ("40 ڈرون", "rtl"), ("דיל", "rtl"), ("", "ltr"), ("12", "ltr")],
)  # fmt: skip
def test_a_texts_direction_is_that_of_its_first_letter(text, way):
    assert direction(text) == way
