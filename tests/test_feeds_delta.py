"""Only what changed is parsed, and it reads as it would have in the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import delta
from monitor.feeds.parse import parse_feed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://desk.example/feeds/all"
CASES = sorted((Path(__file__).parent / "cases" / "feeds").glob("*.xml"))


def item(number: int, title: str = "", link: str = "") -> str:
    address = link or f"https://desk.example/{number}"
    return (
        f"<item><title>{title or f'Report {number}'}</title><link>{address}</link>"
        f"<guid isPermaLink='false'>{number}</guid></item>"
    )


def rss(*items: str, head: str = "") -> bytes:
    text = "\n<!-- next -->\n".join(items)
    return f"<rss version='2.0'><channel><title>T</title>{head}{text}</channel></rss>".encode()


def parse(body: bytes, seen: bytes = b""):
    return parse_feed(body, "text/xml", URL, NOW, seen)


TEN = [item(number) for number in range(10)]


def test_an_unchanged_item_is_left_out_and_counted():
    first = parse(rss(*TEN))
    again = parse(rss(*TEN, head="<lastBuildDate>now</lastBuildDate>"), first.items)
    assert (len(first.entries), first.skipped) == (10, 0)
    assert (again.entries, again.skipped, again.title) == ((), 10, "T")
    assert again.items == first.items


def test_new_and_changed_items_are_read():
    first = parse(rss(*TEN))
    body = rss(item(11), *TEN[:4], item(4, "Corrected report 4"), *TEN[5:])
    again = parse(body, first.items)
    assert [entry.title for entry in again.entries] == ["Report 11", "Corrected report 4"]
    assert again.skipped == 9
    assert again.entries == tuple(
        entry for entry in parse(body).entries if entry.guid in {"11", "4"}
    )


def test_an_item_whose_link_is_another_items_too_is_read_in_the_whole():
    front = "https://desk.example/?a=1&amp;b=2"
    first = parse(rss(item(1, "Monday", front), item(2)))
    again = parse(rss(item(3, "Tuesday", front), item(1, "Monday", front), item(2)), first.items)
    assert again.skipped == 0
    assert [entry.url_key for entry in again.entries][:2] == [None, None]


def test_an_emptied_and_refilled_feed_is_read_in_full():
    first = parse(rss(*TEN))
    emptied = parse(rss(), first.items)
    assert (emptied.entries, emptied.items) == ((), b"")
    assert len(parse(rss(*TEN), emptied.items).entries) == 10


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rss><channel></channel></rss>", "rss"),
        ("<rss><channel><item><item></item></item></channel></rss>", "rss"),
        ("<rss><channel><item>a</item>", "rss"),
        ("<rss><channel><item>a</item><item>b</channel></rss>", "rss"),
        ("<rss><channel><item/><item>a</item></channel></rss>", "rss"),
        ("<rss><channel><item>a</item><ttl>5</ttl><item>b</item></channel></rss>", "rss"),
        ("<rdf:RDF><item>a</item></rdf:RDF>", "rdf:rdf"),
    ],
)
def test_where_a_cut_does_not_add_up_there_is_none(text, root):
    assert delta.cut(text, root) is None


def test_names_of_items_inside_text_are_no_borders():
    text = "<rss><channel><item><![CDATA[</item><item>]]><!-- <item> --></item><items/></channel></rss>"
    pieces = delta.cut(text, "rss")
    assert pieces.items == ("<item><![CDATA[</item><item>]]><!-- <item> --></item>",)
    assert pieces.text() == text


def test_the_newest_items_are_chosen_by_date_when_all_have_one():
    dated = [f"<item><pubDate>2026-11-{day:02}</pubDate></item>" for day in range(1, 21)]
    assert delta.newest(dated, 3, NOW) == tuple(dated[17:])
    assert delta.newest(dated[::-1], 3, NOW) == tuple(dated[:16:-1])
    assert delta.newest([*dated, "<item/>"], 3, NOW) == tuple(dated[:3])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_in_every_case_a_part_reads_as_in_the_whole(path):
    body = path.read_bytes()
    whole = parse(body)
    marks = getattr(whole, "items", b"")
    for start in range(0, len(marks), 8):
        seen = marks[:start] + marks[start + 8 :]
        part = parse(body, seen)
        if part.skipped:
            assert part.entries == whole.entries[start // 8 : start // 8 + 1]
        else:
            assert part.entries == whole.entries


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 14)))
@settings(deadline=None, max_examples=60)
def test_seen_and_unseen_make_up_the_whole(before, after):
    first = parse(rss(*(item(number) for number in sorted(before))))
    body = rss(*(item(number) for number in sorted(after)))
    again = parse(body, first.items)
    assert {int(entry.guid) for entry in again.entries} == after - before
    assert again.skipped == len(after & before)
    assert again.items == parse(body).items
