"""What robots.txt lets us read (R26; RFC 9309)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.fetch.robots import RobotsCache, read_rules, refusal
from monitor.model import Failure, Fetched, FetchFailed, NotModified
from tests.fetching import NOW

DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
SITE = ("https", "example.org", 443)


def rules_of(text: bytes | FetchFailed | NotModified):
    result = Fetched("u", text, "text/plain", None) if isinstance(text, bytes) else text
    return read_rules(result, "Monitor", NOW, DAY, HALF_HOUR)


@pytest.mark.parametrize(("text", "path", "allowed"), [
    (b"", "/a", True),
    (b"User-agent: *\nDisallow: /private", "/private/a", False),
    (b"User-agent: *\nDisallow: /private", "/public", True),
    (b"User-agent: *\nDisallow: /\nUser-agent: monitor\nDisallow:", "/a", True),
    (b"User-agent: Monitor\nDisallow: /", "/a", False),
    (b"User-agent: otherbot\nDisallow: /", "/a", True),
    (b"User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
    (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/a", False),
    (b"\xff\xfe\x00 nonsense \n\n:::", "/a", True),
])  # fmt: skip
def test_a_sites_word_is_followed(text, path, allowed):
    refused = refusal(rules_of(text), f"https://example.org{path}", "Monitor")
    assert (refused is None) == allowed
    assert refused is None or refused.failure is Failure.ROBOTS


@pytest.mark.parametrize("failure", [Failure.NOT_FOUND, Failure.FORBIDDEN, Failure.GONE, Failure.CLIENT])  # fmt: skip
def test_no_robots_txt_means_everything_is_allowed(failure):
    rules = rules_of(FetchFailed(failure, "gone", 404))
    assert refusal(rules, "https://example.org/a", "Monitor") is None
    assert rules.until == NOW + DAY


@pytest.mark.parametrize("failure", [Failure.SERVER, Failure.BROKEN_BODY, Failure.TOO_LARGE])
def test_a_robots_txt_that_cannot_be_read_pauses_the_site(failure):
    rules = rules_of(FetchFailed(failure, "the server failed (500)", 500))
    refused = refusal(rules, "https://example.org/a", "Monitor")
    assert refused.failure is Failure.ROBOTS
    assert "the server failed (500)" in refused.detail
    assert rules.until == NOW + HALF_HOUR


def test_a_304_to_a_first_request_is_no_robots_txt():
    assert refusal(rules_of(NotModified(None)), "https://example.org/a", "Monitor") is not None


@pytest.mark.parametrize("failure", [Failure.DNS, Failure.TIMEOUT, Failure.CONNECTION, Failure.TLS])
def test_no_answer_at_all_is_not_held_against_the_site(failure):
    """R22: our own outage must not keep us away from every site for half an hour."""
    failed = FetchFailed(failure, "no answer")
    assert refusal(rules_of(failed), "https://example.org/a", "Monitor") == failed
    assert rules_of(failed).until == NOW


def test_a_crawl_delay_is_heard_up_to_a_minute():
    cache = RobotsCache()
    for word, seconds in ((b"7", 7.0), (b"99999", 60.0), (b"x", 0.0), (b"-3", 0.0)):
        cache.put(SITE, rules_of(b"User-agent: *\nCrawl-delay: " + word))
        assert cache.delay(SITE) == seconds


def test_what_was_read_is_kept_a_day_and_the_oldest_site_goes_first(monkeypatch):
    monkeypatch.setattr("monitor.fetch.robots._REMEMBERED_SITES", 2)
    cache = RobotsCache()
    rules = rules_of(b"")
    cache.put(SITE, rules)
    assert cache.get(SITE, NOW + DAY - timedelta(seconds=1)) is rules
    assert cache.get(SITE, NOW + DAY) is None
    cache.put(("http", "b", 80), rules)
    cache.get(SITE, NOW)
    cache.put(("http", "c", 80), rules)
    assert cache.get(("http", "b", 80), NOW) is None
    assert cache.get(SITE, NOW) is rules
