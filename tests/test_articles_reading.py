"""Which text an article rests on, and when its page is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles.reading import (
    ReadPage,
    ReadPolicy,
    article,
    next_reading,
    readings_spent,
)
from monitor.model import (
    Entry,
    ExtractedPage,
    ExtractionFailed,
    Failure,
    FetchFailed,
    TextSource,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://www.post.example/1"
ENTRY = Entry(
    guid="1",
    url=URL + "?utm_source=rss",
    url_key="https://post.example/1",
    title="Frigates call at Karachi",
    text="A teaser of one line.",
    lang="en",
)
PAGE = ExtractedPage(
    title="Frigates call at Karachi for five days",
    text="Two frigates entered the port of Karachi on Friday for a stay of five days.",
    published=NOW - timedelta(hours=3),
    lang="ur",
)
READ = ReadPage(URL, PAGE)
DOWN = FetchFailed(Failure.SERVER, "503 from post.example", 503)
POLICY = ReadPolicy()


def test_an_article_rests_on_its_page():
    made = article(ENTRY, READ)
    assert (made.text, made.text_source, made.note) == (PAGE.text, TextSource.PAGE, "")
    assert (made.url, made.source) == (URL, "post.example")
    assert (made.url_key, made.title, made.lang) == (ENTRY.url_key, ENTRY.title, "ur")
    assert made.published == PAGE.published


def test_the_feeds_date_comes_before_the_pages():
    assert article(replace(ENTRY, published=NOW), READ).published == NOW


def test_without_the_page_it_rests_on_the_feeds_text_and_says_why():
    made = article(ENTRY, DOWN)
    assert (made.text, made.text_source) == (ENTRY.text, TextSource.FEED)
    assert made.note == "the page could not be had (server error: 503 from post.example)"
    assert made.url == ENTRY.url


@pytest.mark.parametrize("text", ["", "  ", ENTRY.title])
def test_without_either_it_rests_on_the_headline(text):
    made = article(replace(ENTRY, text=text), ExtractionFailed("only 3 characters"))
    assert (made.text, made.text_source) == ("", TextSource.TITLE)
    assert made.note == "the page could not be read (only 3 characters)"


def test_a_feed_with_more_text_than_the_page_is_believed():
    made = article(replace(ENTRY, text=PAGE.text * 3), READ)
    assert (made.text, made.text_source) == (PAGE.text * 3, TextSource.FEED)
    assert made.note == "the feed carries more of the text than the page"


def test_a_link_that_ends_on_the_front_page_is_not_the_article():
    made = article(ENTRY, ReadPage("https://www.post.example/", PAGE))
    assert made.text_source is TextSource.FEED
    assert made.note == "the link leads to the front page of post.example"
    assert made.url == ENTRY.url


def test_a_headline_missing_or_cut_short_is_taken_from_the_page():
    assert article(replace(ENTRY, title=""), READ).title == PAGE.title
    assert article(replace(ENTRY, title="Frigates call ..."), READ).title == PAGE.title


def test_an_entry_without_any_headline_is_called_by_its_first_words():
    bare = replace(ENTRY, title="", text="Two frigates entered port.\n\nThey stay five days.")
    assert article(bare, DOWN).title == "Two frigates entered port."


def test_entries_that_share_a_link_stay_apart():
    shared = replace(ENTRY, url="https://post.example/", url_key=None)
    monday = article(
        replace(shared, guid="m", title="Monday"), ReadPage("https://post.example/", PAGE)
    )
    tuesday = article(replace(shared, guid="t", title="Tuesday"), READ)
    assert monday.url_key != tuesday.url_key
    assert monday.text_source is TextSource.FEED
    assert monday.note == "the feed gives one link for several entries"


def test_an_entry_without_a_link_is_an_article_all_the_same():
    made = article(
        replace(ENTRY, url=None, url_key=None),
        ExtractionFailed("the feed gives no link", permanent=True),
    )
    assert (made.url, made.source) == ("", "")
    assert made.url_key.startswith("entry:#")
    assert made.text_source is TextSource.FEED


def test_a_page_that_was_read_is_not_read_again():
    assert next_reading(READ, 0, POLICY, NOW) is None


def test_a_transient_failure_is_tried_on_a_decaying_plan_and_then_given_up():
    waits = [next_reading(DOWN, attempts, POLICY, NOW) for attempts in range(5)]
    minutes = [None if due is None else (due - NOW) / timedelta(minutes=1) for due in waits]
    assert minutes == [2, 15, 120, 720, None]


def test_thin_pages_are_tried_again_and_final_ones_never():
    assert next_reading(ExtractionFailed("thin"), 0, POLICY, NOW) == NOW + timedelta(minutes=2)
    assert next_reading(ExtractionFailed("a PDF", permanent=True), 0, POLICY, NOW) is None


@pytest.mark.parametrize("failure", list(Failure))
def test_failures_that_asking_again_cannot_mend_are_final(failure):
    transient = {
        Failure.TIMEOUT,
        Failure.DNS,
        Failure.CONNECTION,
        Failure.TLS,
        Failure.THROTTLED,
        Failure.NOT_FOUND,
        Failure.SERVER,
        Failure.BROKEN_BODY,
        Failure.OFFLINE,
    }
    due = next_reading(FetchFailed(failure, ""), 0, POLICY, NOW)
    assert (due is not None) is (failure in transient)


@pytest.mark.parametrize("failure", list(Failure))
def test_an_outage_of_our_own_spends_no_reading(failure):
    """R22."""
    spent = readings_spent(FetchFailed(failure, ""))
    assert spent == (0 if failure is Failure.OFFLINE else 1)
    assert readings_spent(READ) == 1


def test_a_servers_retry_after_is_waited_for():
    throttled = FetchFailed(Failure.THROTTLED, "", 429, timedelta(hours=5))
    assert next_reading(throttled, 0, POLICY, NOW) == NOW + timedelta(hours=5)
