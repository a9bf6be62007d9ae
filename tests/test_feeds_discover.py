"""From a page to the feeds it announces."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from monitor.feeds.discover import MOST, Candidate, announced, usual_places

URL = "https://desk.example/world/"
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="All &amp; sundry" href="/rss.xml">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom">
<link rel="alternate" hreflang="tr" href="/tr/">
<link rel="stylesheet" type="text/css" href="/x.css">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body><a href="https://feeds.example/desk.rss?x=1"><b>RSS</b></a>
<a href="/rss.xml">RSS again</a><a href="/about">About</a></body></html>"""


def test_the_feeds_a_page_announces_come_first_then_links_that_look_it():
    assert announced(PAGE.encode(), "text/html", URL) == (
        Candidate("https://desk.example/rss.xml", "All & sundry"),
        Candidate("https://desk.example/world/atom", ""),
        Candidate("https://feeds.example/desk.rss?x=1", "RSS"),
    )


def test_a_page_with_hundreds_of_feeds_gives_a_dozen():
    links = "".join(f'<a href="/{number}.rss">x</a>' for number in range(500))
    assert len(announced(links.encode(), "text/html", URL)) == MOST


def test_the_usual_places_are_on_the_same_site():
    assert usual_places(URL)[0].url == "https://desk.example/feed"


@given(st.binary(max_size=300))
@example(b"</\x00")
def test_noise_announces_nothing_or_something_of_the_web(noise):
    for candidate in announced(noise, "text/html", URL):
        assert candidate.url.startswith(("http://", "https://"))
