"""Pages without a feed as sources: links by CSS selector."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.page import parse_links, selector_problem
from monitor.model import ParsedFeed, ParseFailed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://ministry.example/press/"
PAGE = """<html><head><title>Press | Ministry</title></head><body>
<nav><a href="/">Home</a></nav><main>
<article><a href="one"><img src="x.jpg"></a><h2><a href="one">Frigate &amp; crew visit</a></h2>
  <time datetime="2026-11-20T10:00:00Z">yesterday</time></article>
<article><h2><a href="/press/two?utm_source=home">Drones   ordered</a></h2></article>
<article><h2><a href="mailto:press@ministry.example">Write to us</a></h2></article>
</main></body></html>"""


def read(selector: str, page: str = PAGE) -> ParsedFeed | ParseFailed:
    return parse_links(page.encode(), "text/html; charset=utf-8", URL, selector, NOW)


def test_the_chosen_links_are_entries_with_their_words_and_dates():
    parsed = read("main h2 a")
    assert isinstance(parsed, ParsedFeed)
    one, two = parsed.entries
    assert (one.title, one.url) == ("Frigate & crew visit", "https://ministry.example/press/one")
    assert one.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (two.title, two.published) == ("Drones ordered", None)
    assert two.url_key == "https://ministry.example/press/two"
    assert parsed.title == "Press | Ministry"


def test_a_chosen_box_stands_for_the_link_in_it():
    assert [entry.url for entry in read("article").entries] == [
        "https://ministry.example/press/one",
        "https://ministry.example/press/two?utm_source=home",
    ]


def test_of_two_links_to_one_place_the_one_with_words_is_the_headline():
    assert read("main a").entries[0].title == "Frigate & crew visit"


def test_a_selector_that_finds_nothing_any_more_is_a_failure_with_a_reason():
    result = read("div.news-list a")
    assert isinstance(result, ParseFailed)
    assert "'div.news-list a' finds no link: has the page changed?" in result.detail


def test_links_are_resolved_against_the_pages_own_base():
    page = '<html><head><base href="https://cdn.example/x/"></head><a href="y">Word</a></html>'
    assert read("a", page).entries[0].url == "https://cdn.example/x/y"


@pytest.mark.parametrize(
    "selector", ["main h2 a", "a[href^='/press/']", "li:nth-child(2) > a", "A"]
)
def test_selectors_in_use_are_accepted(selector):
    assert selector_problem(selector) == ""


@pytest.mark.parametrize("selector", ["", "main >", "a[", "::before"])
def test_selectors_that_make_no_sense_are_refused_with_a_reason(selector):
    assert selector_problem(selector)


@given(st.binary(max_size=300))
def test_noise_is_no_page_or_a_page_without_links(noise):
    result = parse_links(noise, "text/html", URL, "a", NOW)
    assert isinstance(result, ParsedFeed | ParseFailed)
