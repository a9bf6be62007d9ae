"""The demo's news site: items in, feeds and furnished pages out, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import feedparser
import pytest

from monitor.demo.items import Item, read_items
from monitor.demo.server import serving
from monitor.demo.site import ATOM, RSS, documents, outlets
from monitor.errors import MonitorError
from monitor.run.bundled import bundled


def item(slug: str, source: str, **others: object) -> Item:
    given = {
        "title": f'Ships & "visits" <{slug}>',
        "published": datetime(2025, 10, 6, 9, 30, tzinfo=UTC),
        "lang": "en",
        "paragraphs": ("The frigate arrived on Monday.", "It stays <four> days.", "Then it sails."),
    } | others
    return Item(slug=slug, source=source, **given)


FIRST = item("first", "harbour-wire.example")
SECOND = item("second", "second-desk.example")


def test_each_source_is_an_outlet_with_a_host_of_its_own_and_the_formats_take_turns():
    found = outlets([SECOND, FIRST])
    assert [outlet.host for outlet in found] == ["harbour-wire.localhost", "second-desk.localhost"]
    assert [outlet.media_type for outlet in found] == [RSS, ATOM]
    assert found[0].name == "Harbour Wire"


@pytest.mark.parametrize("number", [0, 1])
def test_feeds_say_what_the_items_say(number):
    outlet = outlets([FIRST, SECOND])[number]
    base = f"http://{outlet.host}:8080"
    parsed = feedparser.parse(documents(outlet, base)[outlet.path].body)
    assert not parsed.bozo
    [entry] = parsed.entries
    assert entry.title == outlet.items[0].title
    assert entry.link.partition("?")[0] == base + outlet.items[0].path
    assert entry.summary == "The frigate arrived on Monday."
    assert entry.published_parsed[:5] == (2025, 10, 6, 9, 30)


def test_a_page_carries_the_article_and_furniture_that_names_other_stories():
    outlet = outlets([FIRST])[0]
    html = documents(outlet, "http://h", [SECOND])[FIRST.path].body.decode()
    assert "It stays &lt;four&gt; days." in html
    assert "Also read" in html
    assert "Most read" in html
    assert SECOND.path in html
    assert "Cookie settings" in html


def test_a_hostile_headline_stays_text_in_page_and_linked_data():
    hostile = item("x", "a.example", title="</script><script>alert(1)</script>")
    html = documents(outlets([hostile])[0], "http://h")["/2025/10/x"].body.decode()
    assert "<script>alert" not in html


def test_right_to_left_languages_are_marked():
    urdu = item("u", "a.example", lang="ur")
    html = documents(outlets([urdu])[0], "http://h")["/2025/10/u"].body.decode()
    assert 'lang="ur" dir="rtl"' in html


async def test_the_server_answers_200_304_and_404_by_host_and_path():
    outlet = outlets([FIRST])[0]
    async with serving() as server, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{server.port}"
        server.put(outlet.host, documents(outlet, base))
        here = {"Host": outlet.host}
        async with session.get(base + outlet.path, headers=here) as answer:
            assert answer.status == 200
            tag = answer.headers["ETag"]
        async with session.get(base + outlet.path, headers=here | {"If-None-Match": tag}) as answer:
            assert answer.status == 304
        async with session.get(base + "/nothing", headers=here) as answer:
            assert answer.status == 404
        async with session.get(base + outlet.path, headers={"Host": "other.localhost"}) as answer:
            assert answer.status == 404


def test_a_file_that_is_no_item_is_named(tmp_path):
    (tmp_path / "bad.yml").write_text("title: only a title\n")
    with pytest.raises(MonitorError, match=r"bad\.yml: not a seed item: 'published'"):
        read_items(tmp_path)
    with pytest.raises(MonitorError, match="there are no seed items"):
        read_items(tmp_path / "absent")


def test_what_is_not_bundled_is_named():
    with pytest.raises(MonitorError, match="no-such-thing: this file should have come"):
        bundled("no-such-thing")
