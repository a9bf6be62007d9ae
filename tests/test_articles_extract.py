"""Pages to text: golden cases on disk, the promises by name, and noise.

`MONITOR_REWRITE_CASES=1 pytest tests/test_articles_extract.py` rewrites the expected files.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles.extract import extract_page
from monitor.model import ExtractedPage, ExtractionFailed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://post.example/2026/11/20/frigates"
CASES = Path(__file__).parent / "cases" / "pages"
FILES = sorted(CASES.glob("*.html"))
PARAGRAPHS = [
    f"Ship number {number} left the harbour on Monday and joined the patrol off the coast."
    for number in range(12)
]
BODY = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)


def extract(page: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL):
    body = page.encode() if isinstance(page, str) else page
    return extract_page(body, content_type, url, NOW)


def page(head: str = "", body: str = BODY, lang: str = "en") -> str:
    return f'<html lang="{lang}"><head>{head}</head><body><article>{body}</article></body></html>'


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_case_gives_what_is_written_beside_it(path):
    kind = "text/plain" if path.name == "notice.html" else "text/html"
    result = extract_page(path.read_bytes(), kind, URL, NOW)
    found = {type(result).__name__: json.loads(json.dumps(asdict(result), default=str))}
    expected = path.with_suffix(".expected.json")
    if os.environ.get("MONITOR_REWRITE_CASES"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(expected.read_text())


def test_paragraphs_are_separated_by_blank_lines():
    assert extract(page()).text == "\n\n".join(PARAGRAPHS)


def test_links_to_other_stories_and_menus_are_not_the_article():
    text = extract_page((CASES / "news-with-furniture.html").read_bytes(), "", URL, NOW).text
    assert "passage exercise" in text
    for furniture in ("armed drones sold", "lifts its ban", "cookies", "Copyright", "track("):
        assert furniture not in text


def test_the_charset_of_a_meta_element_is_obeyed():
    words = "İHA satışı için imzalar şubat ayında atıldı, ilk uçak kışın geliyor. " * 3
    source = page('<meta charset="windows-1254">', f"<p>{words}</p>{BODY}", "tr")
    assert words.strip() in extract(source.encode("windows-1254"), "text/html").text


@pytest.mark.parametrize("depth", [250, 300, 2_000, 6_000])
def test_text_nested_ever_deeper_is_found_all_the_same(depth):
    result = extract(page(body="<div>" * depth + BODY + "</div>" * depth))
    assert isinstance(result, ExtractedPage)
    assert all(words in result.text for words in PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ship seized | post.example</title>", "Ship seized"),
        ("<title>Ship seized - Post</title>", "Ship seized"),
        ("<title>Post: Ship seized</title>", "Post: Ship seized"),
        ("<title>Post » Ship seized</title>", "Ship seized"),
        ("<title>Iran - Iraq - talks</title>", "Iran - Iraq - talks"),
        (
            '<meta property="og:title" content="Ship &amp; crew seized"><title>x</title>',
            "Ship & crew seized",
        ),
        (
            '<title>x</title><script type="application/ld+json">{"@type":"Article","headline":"H"}</script>',
            "H",
        ),
        ('<title>Kept</title><script type="application/ld+json">{broken</script>', "Kept"),
        ("", ""),
    ],
)
def test_the_headline_comes_without_the_sites_name(head, title):
    assert extract(page(head)).title == title


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (
            '<meta property="article:published_time" content="2026-11-19T10:00:00+03:00">',
            "2026-11-19 07:00:00+00:00",
        ),
        ('<meta name="date" content="19 Kasım 2026 10:00 TRT">', "2026-11-19 07:00:00+00:00"),
        (
            '<script type="application/ld+json">[{"@type":"NewsArticle","datePublished":"2026-11-18"}]</script>',
            "2026-11-18 00:00:00+00:00",
        ),
        ('<meta name="date" content="soon">', "2026-11-20 00:00:00+00:00"),  # from the address
    ],
)
def test_the_date_is_the_first_that_is_one(head, published):
    assert str(extract(page(head)).published) == published


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/2026/11/frigates", "https://post.example/2026/11/frigates"),
        ("https://www.post.example/x", "https://www.post.example/x"),
        ("https://elsewhere.example/x", None),
        ("https://post.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_canonical_address_is_of_the_same_site_and_no_front_page(canonical, expected):
    assert extract(page(f'<link rel="canonical" href="{canonical}">')).canonical_url == expected


def test_a_language_that_cannot_be_the_texts_is_dropped():
    assert extract(page(lang="en-US")).lang == "en"
    assert extract(page(lang="ru")).lang is None


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"%PDF-1.7 ...", "text/html", "a PDF"),
        (b"\xff\xd8\xff\xe0", "", "an image"),
        (b"....", "video/mp4", "a file of type video/mp4"),
    ],
)
def test_what_is_no_page_is_never_read_again(body, kind, said):
    assert extract(body, kind) == ExtractionFailed(f"{said}, not a page", permanent=True)


def test_an_empty_or_thin_page_may_be_read_again():
    for source in ("", " \n", "<html></html>", page(body="<p>Soon.</p>")):
        result = extract(source)
        assert isinstance(result, ExtractionFailed)
        assert not result.permanent


def test_a_wall_is_told_from_an_article_about_walls():
    about = (
        BODY + "<p>The court said cookie banners need consent, and cookie walls more consent.</p>"
    )
    assert isinstance(extract(page(body=about)), ExtractedPage)
    assert extract(page(), url="https://consent.post.example/x").permanent


@pytest.mark.parametrize(
    "flood",
    ["<div>", "<table>", "<ul><li>x", "<script ", "<a href=x>y", "<p>", "&amp;", "<!--", "<b><i>"],
)
def test_a_flood_of_markup_ends_within_bounds(flood):
    started = time.process_time()
    result = extract(page(body=flood * 4_000 + BODY))
    assert isinstance(result, ExtractedPage | ExtractionFailed)
    assert time.process_time() - started < 8


SOURCES = [path.read_bytes() for path in FILES]


@given(st.sampled_from(SOURCES), st.data())
@settings(deadline=None, max_examples=80)
def test_no_mutilated_page_breaks_the_reader(source, data):
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 60)))
    noise = data.draw(
        st.binary(max_size=12) | st.sampled_from([b"<table>", b"<!--", b"</p>", b"\x00"])
    )
    result = extract(source[:start] + noise + source[end:])
    assert isinstance(result, ExtractedPage | ExtractionFailed)


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=80)
def test_no_bytes_break_the_reader(noise):
    assert isinstance(extract(noise, ""), ExtractedPage | ExtractionFailed)


def test_bare_text_among_paragraphs_is_part_of_the_article():
    loose = "Ten armed drones were sold to the neighbour, the ministry said on the same day."
    for block in (
        f"<div>{loose}</div>",
        loose,
        f"<h2>More</h2>{loose}",
        f"<div>{loose} <b>So</b></div>",
    ):
        assert loose in extract(page(body=BODY + block)).text
