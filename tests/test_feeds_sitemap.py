"""Sitemaps as sources, with and without the news extension."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse import parse_feed
from monitor.model import ParsedFeed, ParseFailed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://desk.example/sitemap-news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://desk.example/a</loc><news:news>
  <news:publication><news:name>Desk</news:name><news:language>tr</news:language></news:publication>
  <news:publication_date>2026-11-21T09:00:00+03:00</news:publication_date>
  <news:title>Fırkateyn limana &amp; demirledi</news:title></news:news></url>
<url><loc>/2026/11/navy-frigate-visits-port-1234567.html</loc><lastmod>2026-11-20</lastmod></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""


def read(text: str) -> ParsedFeed | ParseFailed:
    return parse_feed(text.encode(), "application/xml", URL, NOW)


def test_a_news_sitemap_gives_headlines_dates_and_languages():
    parsed = read(NEWS)
    assert isinstance(parsed, ParsedFeed)
    first, second = parsed.entries
    assert (first.title, first.lang) == ("Fırkateyn limana & demirledi", "tr")
    assert first.published == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert first.guid == first.url == "https://desk.example/a"
    assert second.title == "navy frigate visits port"
    assert second.url == "https://desk.example/2026/11/navy-frigate-visits-port-1234567.html"
    assert second.published.date().isoformat() == "2026-11-20"
    assert parsed.warnings == ("1 places have no usable address",)
    assert parsed.complete


def test_an_index_of_sitemaps_names_those_to_follow():
    index = (
        "<sitemapindex><sitemap><loc>https://desk.example/news.xml</loc></sitemap></sitemapindex>"
    )
    result = read(index)
    assert isinstance(result, ParseFailed)
    assert "https://desk.example/news.xml" in result.detail


def test_a_sitemap_cut_short_gives_what_can_be_read_and_is_asked_for_again():
    result = read(NEWS[: NEWS.index("</url>\n<url><loc>javascript")])
    assert isinstance(result, ParsedFeed)
    assert not result.complete
    assert result.entries[0].title == "Fırkateyn limana & demirledi"


def test_the_newest_thousand_of_a_large_sitemap_are_taken():
    places = "".join(
        f"<url><loc>/{n}</loc><lastmod>2026-{n % 10 + 1:02}-01</lastmod></url>" for n in range(3000)
    )
    result = read(f"<urlset>{places}</urlset>")
    assert isinstance(result, ParsedFeed)
    assert len(result.entries) == 1000
    assert min(entry.published.month for entry in result.entries) == 7
    assert "only the newest 1000" in result.warnings[0]


def test_a_sitemap_touches_no_file_and_expands_no_entity(tmp_path):
    """R43: external entities and bombs."""
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    evil = (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY l "{"lol" * 999}">]>'
        f"<urlset><url><loc>https://a.example/1</loc><news><title>&x;{'&l;' * 999}</title></news></url></urlset>"
    )
    result = read(evil)
    assert "hidden" not in repr(result)
    assert len(repr(result)) < 5_000


@given(st.text(max_size=200))
def test_noise_in_a_sitemap_breaks_nothing(noise):
    assert isinstance(
        read(f"<urlset><url><loc>{noise}</loc></url>{noise}</urlset>"), ParsedFeed | ParseFailed
    )


@pytest.mark.parametrize("text", ["<urlset/>", "<urlset></urlset>"])
def test_an_empty_sitemap_is_a_source_without_entries(text):
    assert read(text).entries == ()
