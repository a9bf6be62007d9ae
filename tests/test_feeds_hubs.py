"""WebSub: hubs found where feeds announce them, and calls of a hub judged."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import hubs
from monitor.feeds.hubs import Answer
from monitor.feeds.parse import parse_feed
from monitor.model import Fetched, Hub, ParsedFeed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://news.example/atom"/>
<entry><id>1</id><title>One</title><link href="https://news.example/1"/></entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>
<atom:link rel="hub" href="https://hub.example/"/>
<atom:link rel="self" href="https://news.example/atom"/>
<item><title>One</title><link>https://news.example/1</link></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T",
"feed_url": "https://news.example/atom",
"hubs": [{"type": "rssCloud", "url": "https://other.example/"},
{"type": "WebSub", "url": "https://hub.example/"}],
"items": [{"id": "1", "title": "One", "url": "https://news.example/1"}]}"""
THE_HUB = Hub("https://hub.example/", "https://news.example/atom")


def fetched(body: str = "", links: str = "", url: str = "https://news.example/feed") -> Fetched:
    return Fetched(url, body.encode(), "application/xml", None, links=links)


def parsed(body: str) -> ParsedFeed:
    kind = "application/json" if body.startswith("{") else "application/xml"
    found = parse_feed(body.encode(), kind, "https://news.example/feed", NOW)
    assert isinstance(found, ParsedFeed)
    return found


@pytest.mark.parametrize("body", [ATOM, RSS, JSON], ids=["atom", "rss", "json"])
def test_a_feed_names_its_hub_in_each_format(body: str):
    assert hubs.announced(fetched(body), parsed(body)) == THE_HUB


def test_the_headers_word_goes_before_the_bodys():
    links = '<https://first.example/>; rel="hub", </me>; rel=self'
    hub = hubs.announced(fetched(ATOM, links), parsed(ATOM))
    assert hub == Hub("https://first.example/", "https://news.example/me")


def test_a_feed_without_a_hub_has_none():
    plain = RSS.replace('rel="hub"', 'rel="alternate"')
    assert hubs.announced(fetched(plain), parsed(plain)) is None


def test_without_a_name_of_its_own_a_feed_is_known_by_its_address():
    hub = hubs.announced(fetched(links='<https://hub.example/>; rel="hub"'), parsed(ATOM))
    assert hub == Hub("https://hub.example/", "https://news.example/feed")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://a/>; rel="hub"', {"hub": "https://a/"}),
        ("<https://a/>; rel=hub", {"hub": "https://a/"}),
        (
            '<https://a/>; title="x, y; rel=no"; rel="self hub"',
            dict.fromkeys(("self", "hub"), "https://a/"),
        ),
        ('<https://a/>;rel="HUB",<https://b/>;rel="hub"', {"hub": "https://a/"}),
        ("https://a/; rel=hub", {}),
        ("<https://a/>", {}),
        ("", {}),
    ],
)
def test_link_headers_are_read(header: str, found: dict[str, str]):
    assert hubs.links_of(header) == found


@given(st.text(max_size=200))
def test_no_header_breaks_anything(header: str):
    hubs.links_of(header)
    assert not hubs.is_signed("secret", header, b"body")


def asked(**more: str) -> dict[str, str]:
    query = {"mode": "subscribe", "topic": "t", "challenge": "c", "lease_seconds": "86400"} | more
    return {f"hub.{name}": value for name, value in query.items() if value}


@pytest.mark.parametrize(
    ("query", "answer", "lease"),
    [
        (asked(), Answer.CONFIRMED, DAY),
        (asked(lease_seconds=""), Answer.CONFIRMED, 10 * DAY),
        (asked(lease_seconds="1"), Answer.CONFIRMED, timedelta(minutes=5)),
        (asked(lease_seconds="999999999"), Answer.CONFIRMED, 60 * DAY),
        (asked(lease_seconds="-3"), Answer.CONFIRMED, 10 * DAY),
        (asked(topic="another"), Answer.UNKNOWN, None),
        (asked(mode="unsubscribe"), Answer.UNKNOWN, None),
        (asked(challenge=""), Answer.UNKNOWN, None),
        (asked(mode="denied"), Answer.DENIED, None),
        ({}, Answer.UNKNOWN, None),
    ],
)
def test_only_what_we_asked_for_is_confirmed(query, answer, lease):
    judged = hubs.verification(query, "t", 10 * DAY)
    assert judged.answer is answer
    if lease is not None:
        assert judged.lease == lease


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_is_checked_in_each_method(method: str):
    """R25."""
    signature = hmac.new(b"secret", b"body", getattr(hashlib, method)).hexdigest()
    assert hubs.is_signed("secret", f"{method}={signature}", b"body")
    assert hubs.is_signed("secret", f"{method.upper()}={signature.upper()}", b"body")
    assert not hubs.is_signed("secret", f"{method}={signature}", b"another body")
    assert not hubs.is_signed("other", f"{method}={signature}", b"body")
    assert not hubs.is_signed("secret", f"md5={signature}", b"body")


def test_a_lease_is_renewed_at_two_thirds():
    """R25."""
    assert hubs.renewal(NOW, 9 * DAY) == NOW + 6 * DAY


def test_a_hub_that_fails_is_asked_ever_more_rarely():
    waits = [hubs.next_try(NOW, failures) - NOW for failures in range(20)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=12))
