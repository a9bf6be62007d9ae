"""Addresses: absolute ones of the web, and the key two of one article share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.formats.addresses import host_of, is_front_page, resolve, url_key

SAME = [
    ("https://desk.example/a", "http://www.desk.example:80/a/"),
    ("https://desk.example/a", "https://DESK.example/x/../a#top"),
    ("https://desk.example/a", "https://desk.example/a?utm_source=rss&utm_medium=feed&fbclid=x"),
    ("https://desk.example/a?b=1&c=2", "https://desk.example/a?c=2&b=1"),
    ("https://desk.example/a", "https://m.desk.example/a/amp/"),
    ("https://desk.example/a.html", "https://amp.desk.example/a.amp.html?amp=1"),
    ("https://desk.example/a", "https://reader:secret@desk.example/a?ref=rss"),
    ("https://xn--bcher-kva.example/%C4%9F", "https://bücher.example/ğ"),
    ("https://desk.example/~x", "https://desk.example/%7Ex"),
    ("https://desk.example", "https://desk.example/?"),
]
APART = [
    ("https://desk.example/a", "https://desk.example/b"),
    ("https://desk.example/a?id=1", "https://desk.example/a?id=2"),
    ("https://desk.example/?ref=12", "https://desk.example/?ref=13"),
    ("https://desk.example/a", "https://desk.example/A"),
    ("https://desk.example/a", "https://news.desk.example/a"),
    ("https://desk.example/a", "https://desk.example:8443/a"),
    ("https://desk.example/#!/a", "https://desk.example/#!/b"),
    ("https://m.example/a", "https://example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_addresses_of_one_article_share_a_key(one, other):
    assert url_key(one) == url_key(other) is not None


@pytest.mark.parametrize(("one", "other"), APART)
def test_addresses_of_two_articles_do_not(one, other):
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://a.example/",
        "javascript:alert(1)",
        "https://",
        "http://[::1",
        "file:///etc",
        "https://a.example:99999/",
        "https://" + "a" * 5000,
    ],
)
def test_what_is_no_address_of_the_web_has_no_key(url):
    assert url_key(url) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_key_is_its_own_key(host, rest):
    key = url_key(f"https://{host}/{rest}")
    assert key is None or url_key(key) == key


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a b", "https://desk.example/a%20b"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.exa\nmple/x", "https://other.example/x"),
        (" ../y ", "https://desk.example/y"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_links_are_made_absolute_or_refused(link, expected):
    assert resolve(link, "https://desk.example/feeds/all.xml") == expected


def test_hosts_and_front_pages():
    assert host_of("https://www.Desk.example:8080/a") == "desk.example"
    assert host_of("nonsense") == ""
    assert is_front_page("https://desk.example/")
    assert not is_front_page("https://desk.example/?p=1")
